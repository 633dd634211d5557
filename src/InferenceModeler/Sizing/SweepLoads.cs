namespace InferenceModeler.Sizing;

/// <summary>The numbers of requests in flight that a sweep tries.</summary>
public static class SweepLoads
{
    /// <summary>Every whole number at first, then 10.5% apart: <paramref name="count"/> levels from 1, the 64th near 2,000.</summary>
    public static IReadOnlyList<int> Geometric(int count)
    {
        List<int> levels = [1];
        while (levels.Count < count) levels.Add(Math.Max(levels[^1] + 1, (int)Math.Round(levels[^1] * 1.105)));
        return levels;
    }
}
