using InferenceModeler.Compute;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Worlds;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A plan in many worlds, beside plans made for less and for more growth.</summary>
sealed record PlanWorlds
{
    // What goes short is bought elsewhere, dearer than it is served here.
    const double Elsewhere = 2, SecondsPerHour = 3600;

    public required int Worlds { get; init; }
    public required uint Seed { get; init; }

    /// <summary>What all demand of the horizon would cost elsewhere: what goes short costs its share.</summary>
    public required double UnservedUsd { get; init; }

    public required WorldOutcome Outcome { get; init; }
    public required IReadOnlyList<TornadoBar> Tornado { get; init; }

    /// <summary>Plans for each growth, in the same worlds; null where growth is the same in all cases.</summary>
    public required Regret? Regret { get; init; }

    /// <summary>Growth cases for which there is no plan.</summary>
    public required IReadOnlyList<string> WithoutPlan { get; init; }

    /// <param name="solved">The plan; there is one.</param>
    /// <param name="planner">For the other growth cases.</param>
    /// <param name="backend">What computes.</param>
    /// <param name="worlds">How many.</param>
    /// <param name="seed">World i of a seed is always the same.</param>
    /// <param name="cancellation">Stops between two plans or chunks.</param>
    public static PlanWorlds Of(SolvedPlan solved, Planner planner, IComputeBackend backend, int worlds, uint seed, CancellationToken cancellation)
    {
        FleetScenario scenario = solved.Scenario;
        double served = solved.Plan!.Quarters.Sum(q => q.ServedRequests), asked = solved.Plan.Quarters.Sum(q => q.DemandedRequests);
        double unservedUsd = Math.Max(solved.Costs!.RevenueUsd ?? 0, Elsewhere * solved.Costs.TotalUsd) * (served > 0 ? asked / served : 1);
        WorldLosses losses = (scenario.Rules.SurvivesZoneLoss ? WorldLosses.Zones : WorldLosses.None) | (scenario.Rules.SurvivesSiteLoss ? WorldLosses.Sites : WorldLosses.None);
        FleetWorlds Tries(WorldFleet fleet) => new(backend, losses, unservedUsd / Work(fleet));
        string own = Choices.Name(scenario.Growth);
        List<(string Name, Plan Plan)> plans = [(own, solved.Plan)];
        List<string> without = [];
        if (scenario.Classes.SelectMany(c => c.Demands).Any(d => d.Forecast.Count == 0 && d.Growth.Low != d.Growth.High))
        {
            foreach (GrowthCase growth in Enum.GetValues<GrowthCase>().Where(g => g != scenario.Growth))
            {
                if (planner.Solve(scenario with { Growth = growth }, $"growth {Choices.Name(growth)}").Plan is { } other) plans.Add((Choices.Name(growth), other));
                else without.Add(Choices.Name(growth));
            }
        }
        PlannedCapacities capacities = planner.Capacities(solved, [.. plans.Select(p => p.Plan)]);
        WorldSet set = WorldSet.Draw(scenario.Uncertainty, worlds, seed, capacities.Errors);
        WorldFleet[] fleets = [.. plans.Select(p => p.Plan == solved.Plan ? PlannedFleet.Of(p.Plan, capacities) : PlannedFleet.Of(p.Plan, solved.Plan.Problem, capacities))];
        WorldOutcome[] outcomes = [.. fleets.Select((fleet, i) => Tries(fleet).Try(plans[i].Name, fleet, set, cancellation))];
        return new()
        {
            Worlds = worlds,
            Seed = seed,
            UnservedUsd = unservedUsd,
            Outcome = outcomes[0],
            Tornado = Tries(fleets[0]).Tornado(fleets[0], scenario.Uncertainty, capacities.Errors, cancellation),
            Regret = outcomes.Length > 1 ? new([.. Choices.Names<GrowthCase>().SelectMany(growth => outcomes.Where(o => o.Name == growth))]) : null,
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
