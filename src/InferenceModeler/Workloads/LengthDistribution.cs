using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>The joint distribution of prompt, output and cached prompt tokens of a request.</summary>
public abstract record LengthDistribution
{
    /// <summary>The distribution as weighted shapes in ascending order, shares summing to 1: exact for fixed and empirical ones, a fine grid for continuous ones.</summary>
    public abstract IReadOnlyList<WeightedShape> Table { get; }

    /// <summary>The lengths of request number <paramref name="draw"/>: the same for the same arguments, in any order.</summary>
    public abstract RequestShape Sample(uint seed, uint stream, uint draw);

    public double MeanPromptTokens => Table.Sum(cell => cell.Share * cell.Shape.PromptTokens);

    public double MeanOutputTokens => Table.Sum(cell => cell.Share * cell.Shape.OutputTokens);

    public double MeanCachedPromptTokens => Table.Sum(cell => cell.Share * cell.Shape.CachedPromptTokens);

    /// <summary>Share of all prompt tokens that a prefix cache holds already.</summary>
    public double PrefixReuse => MeanCachedPromptTokens / MeanPromptTokens;

    /// <summary>Length that a share <paramref name="probability"/> of the requests stays below, interpolated between table entries.</summary>
    public double Quantile(Func<RequestShape, double> length, double probability) => WeightedQuantiles.Of(Table, length).At(probability);

    /// <summary>
    /// The distribution as at most <paramref name="points"/> shapes (see <see cref="MixReduction"/>). Requests whose prompt and output together exceed
    /// <paramref name="maxContextTokens"/> are left out and counted.
    /// </summary>
    /// <exception cref="InputException">No request fits the context.</exception>
    public MixReduction ToMix(int points, int maxContextTokens = int.MaxValue) => MixReduction.Of(Table, points, maxContextTokens);

    /// <summary>The same lengths with a share <paramref name="fraction"/> of every prompt cached, in 0..1 and below 1, in place of what was cached before.</summary>
    public LengthDistribution WithPrefixReuse(double fraction)
    {
        if (!(fraction is >= 0 and < 1)) throw new InputException($"prefix reuse {fraction}: must be at least 0 and below 1");
        return new EmpiricalLengths([.. Table.Select(cell => cell with { Shape = Cached(cell.Shape, fraction) })]);
    }

    static RequestShape Cached(RequestShape shape, double fraction) =>
        shape with { CachedPromptTokens = Math.Min((int)Math.Round(shape.PromptTokens * fraction), shape.PromptTokens - 1) };
}
