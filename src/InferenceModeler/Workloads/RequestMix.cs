namespace InferenceModeler.Workloads;

/// <summary>A request shape and its share of all requests (shares of a mix sum to 1).</summary>
public readonly record struct WeightedShape(RequestShape Shape, double Share);

/// <summary>The joint distribution of prompt and output lengths as a small set of weighted shapes.</summary>
public sealed record RequestMix(IReadOnlyList<WeightedShape> Shapes)
{
    public double MeanPromptTokens => Shapes.Sum(s => s.Share * s.Shape.PromptTokens);

    public double MeanOutputTokens => Shapes.Sum(s => s.Share * s.Shape.OutputTokens);

    public double MeanCachedPromptTokens => Shapes.Sum(s => s.Share * s.Shape.CachedPromptTokens);
}
