using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Worlds;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A plan in many worlds, beside plans made with less and with more caution.</summary>
sealed record PlanWorlds
{
    // What goes short is bought elsewhere, dearer than it is served here.
    const double Elsewhere = 2, SecondsPerHour = 3600;

    public required int Worlds { get; init; }
    public required uint Seed { get; init; }

    /// <summary>What all demand of the horizon would cost elsewhere: what goes short costs its share.</summary>
    public required double UnservedUsd { get; init; }

    /// <summary>For what stands, in the quarter with most: worlds draw less, as servers rarely draw their nameplate at once.</summary>
    public required double ProvisionedMegawatts { get; init; }

    public required WorldOutcome Outcome { get; init; }
    public required IReadOnlyList<TornadoBar> Tornado { get; init; }

    /// <summary>Cautions for which there is a plan, the scenario's own first.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>Their plans, in the same order.</summary>
    public required IReadOnlyList<Plan> Plans { get; init; }

    /// <summary>What these come to in the same worlds, in the same order.</summary>
    public required Regret Regret { get; init; }

    /// <summary>Cautions for which there is no plan.</summary>
    public required IReadOnlyList<string> WithoutPlan { get; init; }

    /// <param name="solved">The plan; there is one.</param>
    /// <param name="planner">For the other cautions.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="worlds">How many.</param>
    /// <param name="seed">World i of a seed is always the same.</param>
    /// <param name="cancellation">Stops between two plans or chunks.</param>
    public static PlanWorlds Of(SolvedPlan solved, Planner planner, IComputeBackend backend, int worlds, uint seed, CancellationToken cancellation)
    {
        FleetScenario scenario = solved.Scenario;
        double served = solved.Plan!.Quarters.Sum(q => q.ServedRequests), asked = solved.Plan.Quarters.Sum(q => q.DemandedRequests);
        double unservedUsd = Math.Max(solved.Costs!.RevenueUsd ?? 0, Elsewhere * solved.Costs.TotalUsd) * (served > 0 ? asked / served : 1);
        WorldLosses losses = (scenario.Rules.SurvivesZoneLoss ? WorldLosses.Zones : WorldLosses.None) | (scenario.Rules.SurvivesSiteLoss ? WorldLosses.Sites : WorldLosses.None) | (scenario.Rules.SurvivesRegionLoss ? WorldLosses.Regions : WorldLosses.None);
        FleetWorlds Tries(WorldFleet fleet) => new(backend, losses, unservedUsd / Work(fleet));
        List<(Candidate Candidate, Plan Plan)> plans = [];
        List<string> without = [];
        IReadOnlyList<Candidate> candidates = Candidate.Of(scenario, solved.Built.Problem);
        for (int i = 0; i < candidates.Count; i++)
        {
            if (i == 0) plans.Add((candidates[i], solved.Plan));
            else if (planner.Plan(PlanVariants.Of(solved.Built.Problem, scenario, candidates[i].Growth, candidates[i].Margin), $"plan {i} of {candidates.Count - 1} to compare, {candidates[i].Name}") is { } plan)
                plans.Add((candidates[i], plan));
            else without.Add(candidates[i].Name);
        }
        PlannedCapacities capacities = planner.Capacities(solved, [.. plans.Select(p => p.Plan)]);
        WorldSet set = WorldSet.Draw(scenario.Uncertainty, worlds, seed, capacities.Errors);
        WorldFleet[] fleets = [.. plans.Select(p => p.Plan == solved.Plan ? PlannedFleet.Of(p.Plan, capacities) : PlannedFleet.Of(p.Plan, solved.Plan.Problem, capacities))];
        WorldOutcome[] outcomes = [.. fleets.Select((fleet, i) => Tries(fleet).Try(plans[i].Candidate.Name, fleet, set, cancellation))];
        return new()
        {
            Worlds = worlds,
            Seed = seed,
            UnservedUsd = unservedUsd,
            ProvisionedMegawatts = solved.Plan.Quarters.Max(q => q.Megawatts),
            Outcome = outcomes[0],
            Tornado = Tries(fleets[0]).Tornado(fleets[0], scenario.Uncertainty, capacities.Errors, cancellation),
            Candidates = [.. plans.Select(p => p.Candidate)],
            Plans = [.. plans.Select(p => p.Plan)],
            Regret = new(outcomes),
            WithoutPlan = without,
        };
    }

    static double Work(WorldFleet fleet)
    {
        double work = 0;
        foreach (WorldDemand demand in fleet.Demands)
            foreach (IReadOnlyList<double> quarter in demand.WorkPerSecond)
                for (int hour = 0; hour < quarter.Count; hour++) work += quarter[hour] * fleet.HoursPerQuarter[hour] * SecondsPerHour;
        return work;
    }
}
