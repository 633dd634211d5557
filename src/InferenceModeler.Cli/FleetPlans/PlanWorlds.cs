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
        WorldSet set = WorldSet.Draw(scenario.Uncertainty, worlds, seed);
        FleetWorlds Tries(WorldFleet fleet) => new(backend, scenario.Rules.SurvivesZoneLoss, unservedUsd / Work(fleet));
        string name = Choices.Name(scenario.Growth);
        WorldFleet own = PlannedFleet.Of(solved.Plan);
        WorldOutcome outcome = Tries(own).Try(name, own, set, cancellation);
        List<WorldOutcome> outcomes = [];
        List<string> without = [];
        if (scenario.Classes.SelectMany(c => c.Demands).Any(d => d.Forecast.Count == 0 && d.Growth.Low != d.Growth.High))
        {
            foreach (GrowthCase growth in Enum.GetValues<GrowthCase>())
            {
                if (growth == scenario.Growth)
                {
                    outcomes.Add(outcome);
                    continue;
                }
                if (planner.Solve(scenario with { Growth = growth }, $"growth {Choices.Name(growth)}").Plan is not { } plan)
                {
                    without.Add(Choices.Name(growth));
                    continue;
                }
                WorldFleet other = PlannedFleet.Of(plan, solved.Plan.Problem);
                outcomes.Add(Tries(other).Try(Choices.Name(growth), other, set, cancellation));
            }
        }
        return new()
        {
            Worlds = worlds,
            Seed = seed,
            UnservedUsd = unservedUsd,
            Outcome = outcome,
            Tornado = Tries(own).Tornado(own, scenario.Uncertainty, cancellation),
            Regret = outcomes.Count > 1 ? new(outcomes) : null,
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
