namespace InferenceModeler.Workloads;

/// <summary>
/// A distribution reduced to a few weighted shapes: cells between quantiles of the prompt and of the output, narrow in the tails so that high percentiles
/// survive, each cell at the mean lengths of what it holds. With cached prompts, requests with more than half of their prompt cached have cells of their own.
/// </summary>
/// <param name="Mix">The shapes; their means are those of the distribution, up to one rounded token of one cell.</param>
/// <param name="TooLongShare">Share of the requests left out because prompt and output together exceed the context.</param>
public sealed record MixReduction(RequestMix Mix, double TooLongShare)
{
    /// <summary>Inner bin edges by number of bins: narrow around the median, p90, p95 and p99 as far as the number allows.</summary>
    static readonly double[][] s_edges =
    [
        [],
        [0.7],
        [0.55, 0.9],
        [0.45, 0.8, 0.95],
        [0.35, 0.65, 0.88, 0.97],
        [0.3, 0.6, 0.8, 0.925, 0.98],
        [0.2, 0.45, 0.6, 0.8, 0.925, 0.98],
        [0.2, 0.45, 0.55, 0.75, 0.875, 0.925, 0.975],
        [0.2, 0.46, 0.54, 0.76, 0.885, 0.915, 0.94, 0.965],
    ];

    internal static MixReduction Of(IReadOnlyList<WeightedShape> table, int points, int maxContextTokens)
    {
        if (points < 1) throw new InputException($"{points} shapes: must be at least 1");
        List<WeightedShape> fitting = [.. table.Where(cell => (long)cell.Shape.PromptTokens + cell.Shape.OutputTokens <= maxContextTokens)];
        if (fitting.Count == 0)
        {
            long shortest = table.Min(cell => (long)cell.Shape.PromptTokens + cell.Shape.OutputTokens);
            throw new InputException($"the shortest request has {shortest} prompt and output tokens, more than the context of {maxContextTokens}: choose a longer context or shorter requests");
        }

        double share = fitting.Sum(cell => cell.Share);
        List<WeightedShape> cells = [.. fitting
            .GroupBy(cell => cell.Shape, cell => cell.Share / share)
            .Select(group => new WeightedShape(group.Key, group.Sum()))];
        double tooLong = fitting.Count == table.Count ? 0 : 1 - share;
        return new(new RequestMix(cells.Count <= points ? cells : Cells(cells, points)), tooLong);
    }

    static List<WeightedShape> Cells(List<WeightedShape> sorted, int points)
    {
        bool split = points >= 2 && sorted.Exists(cell => cell.Shape.CachedPromptTokens > 0);
        int pointsPerClass = split ? points / 2 : points;
        int promptBins = (int)Math.Ceiling(Math.Sqrt(pointsPerClass));
        int outputBins = pointsPerClass / promptBins;
        int[] promptBin = Bins(sorted, shape => shape.PromptTokens, promptBins);
        int[] outputBin = Bins(sorted, shape => shape.OutputTokens, outputBins);
        var groups = new List<WeightedShape>?[promptBins * outputBins * 2];
        for (int i = 0; i < sorted.Count; i++)
        {
            bool hit = split && sorted[i].Shape.CachedPromptTokens > sorted[i].Shape.PromptTokens / 2;
            (groups[(promptBin[i] * outputBins + outputBin[i]) * 2 + (hit ? 1 : 0)] ??= []).Add(sorted[i]);
        }

        return Rounded([.. groups.OfType<List<WeightedShape>>().Select(MeanCell.Of)]);
    }

    /// <summary>The bin of every cell; cells of equal length share one.</summary>
    static int[] Bins(List<WeightedShape> cells, Func<RequestShape, int> length, int bins)
    {
        double[] edges = bins <= s_edges.Length ? s_edges[bins - 1] : [.. Enumerable.Range(1, bins - 1).Select(i => 1 - Math.Pow(1 - (double)i / bins, 2))];
        int[] bin = new int[cells.Count];
        int[] order = [.. Enumerable.Range(0, cells.Count).OrderBy(i => length(cells[i].Shape))];
        double below = 0;
        for (int first = 0, end; first < order.Length; first = end)
        {
            double share = 0;
            for (end = first; end < order.Length && length(cells[order[end]].Shape) == length(cells[order[first]].Shape); end++) share += cells[order[end]].Share;
            double middle = below + share / 2;
            int index = edges.Count(edge => edge < middle);
            for (int i = first; i < end; i++) bin[order[i]] = index;
            below += share;
        }

        return bin;
    }

    /// <summary>Rounds to whole tokens, the smallest cells first, each carrying on what the one before lost: what is left at the end is half a token of the largest.</summary>
    static List<WeightedShape> Rounded(List<MeanCell> cells)
    {
        double promptLeft = 0, outputLeft = 0, cachedLeft = 0;
        List<WeightedShape> rounded = [];
        foreach (MeanCell cell in cells.OrderBy(cell => cell.Share))
        {
            int prompt = Carry(cell.PromptTokens, cell.Share, 1, int.MaxValue, ref promptLeft);
            int output = Carry(cell.OutputTokens, cell.Share, 1, int.MaxValue, ref outputLeft);
            int cached = Carry(cell.CachedTokens, cell.Share, 0, prompt - 1, ref cachedLeft);
            rounded.Add(new(new(prompt, output, cached), cell.Share));
        }

        return [.. rounded.OrderBy(c => c.Shape.PromptTokens).ThenBy(c => c.Shape.OutputTokens).ThenBy(c => c.Shape.CachedPromptTokens)];
    }

    static int Carry(double tokens, double share, int least, int most, ref double left)
    {
        double wanted = tokens + left / share;
        int whole = (int)Math.Clamp(Math.Round(wanted), least, most);
        left = (wanted - whole) * share;
        return whole;
    }

    readonly record struct MeanCell(double Share, double PromptTokens, double OutputTokens, double CachedTokens)
    {
        public static MeanCell Of(List<WeightedShape> cells)
        {
            double share = cells.Sum(cell => cell.Share);
            return new(
                share,
                cells.Sum(cell => cell.Share * cell.Shape.PromptTokens) / share,
                cells.Sum(cell => cell.Share * cell.Shape.OutputTokens) / share,
                cells.Sum(cell => cell.Share * cell.Shape.CachedPromptTokens) / share);
        }
    }
}
