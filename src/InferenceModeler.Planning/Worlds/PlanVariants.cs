using InferenceModeler.Fleets;
using InferenceModeler.Planning.Building;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Worlds;

/// <summary>The same problem, planned for with more or less caution.</summary>
public static class PlanVariants
{
    /// <param name="problem">Of the scenario.</param>
    /// <param name="scenario">For what the problem was made.</param>
    /// <param name="growth">Growth to plan for.</param>
    /// <param name="margin">Share of the capacity not to count on, 0..1.</param>
    public static PlanProblem Of(PlanProblem problem, FleetScenario scenario, GrowthCase growth, double margin)
    {
        RegionalDemand[] demands = [.. scenario.Classes.SelectMany(c => c.Demands)];
        double ratio = (1 - margin) / (1 - scenario.Capacity.Margin);
        return problem with
        {
            Demands = [.. problem.Demands.Select((d, i) => d with { WeekRates = DemandRates.Of(scenario with { Growth = growth }, demands[i]) })],
            Deployments = [.. problem.Deployments.Select(d => d with { UnitCapacity = Times(d.UnitCapacity, ratio) })],
        };
    }

    static double[,] Times(double[,] values, double factor)
    {
        double[,] scaled = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < scaled.GetLength(0); i++)
            for (int j = 0; j < scaled.GetLength(1); j++) scaled[i, j] = factor * values[i, j];
        return scaled;
    }
}
