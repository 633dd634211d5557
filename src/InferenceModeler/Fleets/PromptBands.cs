using System.Globalization;
using InferenceModeler.Workloads;

namespace InferenceModeler.Fleets;

/// <summary>
/// A class split by the length of its prompts, which a router knows before it chooses who serves: each band is a class of its own, with its share of the demand, so that other
/// accelerators may serve long prompts than short ones. Each band keeps the limits of the class by itself.
/// </summary>
public static class PromptBands
{
    /// <summary>Bands of a class at most.</summary>
    public const int Most = 6;

    /// <summary>The upper ends of all bands but the last, checked.</summary>
    /// <param name="tokens">Prompt tokens.</param>
    /// <param name="lengths">Of the class.</param>
    /// <param name="where">What complaints begin with.</param>
    /// <exception cref="InputException">Not ascending, too many, or a band that no request falls into.</exception>
    public static IReadOnlyList<int> Checked(IReadOnlyList<int> tokens, LengthDistribution lengths, string where = "")
    {
        if (tokens.Count >= Most) throw new InputException($"{where}{tokens.Count} lengths make {tokens.Count + 1} bands; give at most {Most - 1}");
        (int shortest, int longest) = (lengths.Table.Min(c => c.Shape.PromptTokens), lengths.Table.Max(c => c.Shape.PromptTokens));
        for (int i = 0; i < tokens.Count; i++)
        {
            if (i > 0 && tokens[i] <= tokens[i - 1]) throw new InputException($"{where}{tokens[i]} after {tokens[i - 1]}: must ascend");
            if (!Cells(lengths, i > 0 ? tokens[i - 1] : 0, tokens[i]).Any() || tokens[i] >= longest)
                throw new InputException($"{where}{tokens[i]} splits off nothing: prompts have {Tokens(shortest)} to {Tokens(longest)} tokens; give lengths between them, further apart");
        }
        return tokens;
    }

    /// <summary>The scenario with every class that has bands in their place.</summary>
    public static FleetScenario Split(FleetScenario scenario) =>
        scenario.Classes.All(c => c.PromptBands.Count == 0) ? scenario : scenario with { Classes = [.. scenario.Classes.SelectMany(c => c.PromptBands.Count == 0 ? [c] : Of(c))] };

    static IEnumerable<DemandClass> Of(DemandClass whole)
    {
        IReadOnlyList<int> ends = whole.PromptBands;
        for (int i = 0; i <= ends.Count; i++)
            yield return Band(whole, i > 0 ? ends[i - 1] : 0, i < ends.Count ? ends[i] : int.MaxValue, i < ends.Count ? $"≤ {Tokens(ends[i])}" : $"> {Tokens(ends[^1])}");
    }

    static DemandClass Band(DemandClass whole, int above, int upTo, string range)
    {
        WeightedShape[] cells = [.. Cells(whole.Workload.Lengths, above, upTo)];
        double share = cells.Sum(c => c.Share);
        Workload workload = whole.Workload with { Name = $"{whole.Workload.Name}, prompts {range} tokens", Lengths = new EmpiricalLengths(cells), Arrivals = whole.Workload.Arrivals.Thinned(share) };
        return whole with
        {
            Name = $"{whole.Name} {range}",
            PromptBands = [],
            Workload = workload,
            Mix = workload.Lengths.ToMix(DemandClass.MixShapes, whole.Model.MaxContextTokens).Mix,
            Demands = [.. whole.Demands.Select(d => d.Times(share))],
        };
    }

    static IEnumerable<WeightedShape> Cells(LengthDistribution lengths, int above, int upTo) => lengths.Table.Where(c => c.Shape.PromptTokens > above && c.Shape.PromptTokens <= upTo);

    static string Tokens(int tokens) => tokens.ToString("N0", CultureInfo.InvariantCulture);
}
