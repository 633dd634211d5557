namespace InferenceModeler.Planning.Building;

/// <summary>
/// Round trips in few bins; a bin counts at its upper end. Ends lie on a fixed scale, a fifth apart, so that neither a looser limit nor a further site moves what is
/// already there.
/// </summary>
sealed class RoundTripBins
{
    const double FirstSeconds = 0.01, PerDoubling = 4;

    /// <param name="roundTripSeconds">All that occur.</param>
    public RoundTripBins(IEnumerable<double> roundTripSeconds) => UpperSeconds = [.. roundTripSeconds.Select(End).Distinct().Order()];

    /// <summary>Upper ends of the bins in use, nearest first.</summary>
    public IReadOnlyList<double> UpperSeconds { get; }

    public int Count => UpperSeconds.Count;

    public int Of(double roundTripSeconds)
    {
        double end = End(roundTripSeconds);
        return Enumerable.Range(0, Count).First(bin => UpperSeconds[bin] == end);
    }

    static double End(double seconds) => FirstSeconds * Math.Pow(2, Math.Max(0, Math.Ceiling(PerDoubling * Math.Log2(seconds / FirstSeconds) - 1e-9)) / PerDoubling);
}
