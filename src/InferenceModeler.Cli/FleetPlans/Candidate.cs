using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A caution to plan with.</summary>
/// <param name="Growth">Growth that is planned for.</param>
/// <param name="Margin">Share of the capacity that is not counted on.</param>
sealed record Candidate(GrowthCase Growth, double Margin)
{
    // Points of the capacity beside the scenario's margin.
    static readonly double[] s_points = [-0.1, 0, 0.1, 0.2];

    const double MostMargin = 0.9;

    // Where planning a dozen times takes no time to speak of.
    const long MostNumbers = 20_000;

    public string Name => $"growth {Choices.Name(Growth)}, margin {Margin:0%}";

    /// <summary>The scenario's own caution first; then the others, of large scenarios those that differ from it in one of growth and margin only.</summary>
    public static IReadOnlyList<Candidate> Of(FleetScenario scenario, PlanProblem problem)
    {
        bool grows = scenario.Classes.SelectMany(c => c.Demands).Any(d => d.Forecast.Count == 0 && d.Growth.Low != d.Growth.High);
        bool isSmall = (long)problem.Quarters * problem.Hours.Count * problem.Demands.Count * problem.Offers.Count <= MostNumbers;
        Candidate own = new(scenario.Growth, scenario.Capacity.Margin);
        IEnumerable<Candidate> all = from growth in grows ? Enum.GetValues<GrowthCase>() : [scenario.Growth]
                                     from points in s_points
                                     let margin = points == 0 ? own.Margin : Math.Round(own.Margin + points, 6)
                                     where margin is >= 0 and <= MostMargin && (isSmall || growth == own.Growth || margin == own.Margin)
                                     select new Candidate(growth, margin);
        return [own, .. all.Where(c => c != own)];
    }
}
