using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>Sorts the shapes of a sweep into classes of similar lengths and finds what serves each at the least cost.</summary>
public static class LengthClasses
{
    static readonly int[] s_promptEdges = [512, 2048, 8192, int.MaxValue];
    static readonly int[] s_outputEdges = [128, 512, int.MaxValue];

    /// <summary>Classes that have requests; none where no deployment has a price to compare by.</summary>
    public static IReadOnlyList<LengthClass> Of(Sweep sweep)
    {
        if (!sweep.Plans.Any(p => p.UsdPerHour.HasValue)) return [];
        List<LengthClass> classes = [];
        foreach (int prompt in s_promptEdges)
        {
            foreach (int output in s_outputEdges)
            {
                int[] shapes = [.. Enumerable.Range(0, sweep.Shapes.Count).Where(i => Edges(sweep.Shapes[i].Shape) == (prompt, output))];
                if (shapes.Length > 0) classes.Add(Cheapest(sweep, shapes, prompt, output));
            }
        }
        return classes;
    }

    static (int Prompt, int Output) Edges(RequestShape shape) =>
        (s_promptEdges.First(e => shape.PromptTokens <= e), s_outputEdges.First(e => shape.OutputTokens <= e));

    static LengthClass Cheapest(Sweep sweep, int[] shapes, int prompt, int output)
    {
        double tokens = shapes.Sum(i => sweep.Shapes[i].Share * sweep.Shapes[i].Shape.OutputTokens);
        List<(int Plan, double Usd)> ranked = [];
        for (int plan = 0; plan < sweep.Plans.Count; plan++)
        {
            double usd = 0;
            foreach (int shape in shapes)
                usd += sweep.LeastUsdPerMillionOutputTokens(plan, shape) is { } cost ? cost * sweep.Shapes[shape].Share * sweep.Shapes[shape].Shape.OutputTokens : double.NaN;
            if (double.IsFinite(usd)) ranked.Add((plan, usd / tokens));
        }
        double share = shapes.Sum(i => sweep.Shapes[i].Share);
        if (ranked.Count == 0) return new(prompt, output, share, null, double.NaN, null, double.NaN);
        (int best, double bestUsd) = ranked.MinBy(r => r.Usd);
        Deployment winner = sweep.Plans[best].Deployment;
        (int Plan, double Usd)[] others = [.. ranked.Where(r => sweep.Plans[r.Plan].Deployment.Accelerator.Id != winner.Accelerator.Id)];
        if (others.Length == 0) return new(prompt, output, share, winner, bestUsd, null, double.NaN);
        (int second, double secondUsd) = others.MinBy(r => r.Usd);
        return new(prompt, output, share, winner, bestUsd, sweep.Plans[second].Deployment, secondUsd);
    }
}
