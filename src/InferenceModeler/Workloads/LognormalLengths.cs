using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>Prompt and output lengths lognormal and independent of each other.</summary>
public sealed record LognormalLengths(LognormalTokens Prompt, LognormalTokens Output) : LengthDistribution
{
    const int FineSteps = 4096;
    const int GridSteps = 48;

    readonly Lazy<IReadOnlyList<WeightedShape>> _table = new(() => Product(Marginal(Prompt), Marginal(Output)));

    public override IReadOnlyList<WeightedShape> Table => _table.Value;

    public override RequestShape Sample(uint seed, uint stream, uint draw)
    {
        RandomWords words = CounterRandom.Draw(seed, stream, draw);
        return new(Prompt.Quantile(words.First), Output.Quantile(words.Second));
    }

    public bool Equals(LognormalLengths? other) => other is not null && Prompt == other.Prompt && Output == other.Output;

    public override int GetHashCode() => HashCode.Combine(Prompt, Output);

    /// <summary>One axis as bins that narrow towards the tail, each at the mean of what it holds.</summary>
    static List<(double Tokens, double Share)> Marginal(LognormalTokens law)
    {
        List<(double Tokens, double Share)> bins = [];
        for (int step = 0, first = 0; step < GridSteps; step++)
        {
            double left = 1 - (step + 1.0) / GridSteps;
            int end = (int)Math.Round(FineSteps * (1 - left * left));
            double sum = 0;
            for (int i = first; i < end; i++) sum += law.Quantile((i + 0.5) / FineSteps);
            if (end > first) bins.Add((sum / (end - first), (end - first) / (double)FineSteps));
            first = end;
        }

        return bins;
    }

    static IReadOnlyList<WeightedShape> Product(List<(double Tokens, double Share)> prompts, List<(double Tokens, double Share)> outputs) =>
    [
        .. from prompt in prompts
           from output in outputs
           select new WeightedShape(new((int)Math.Round(prompt.Tokens), (int)Math.Round(output.Tokens)), prompt.Share * output.Share),
    ];
}
