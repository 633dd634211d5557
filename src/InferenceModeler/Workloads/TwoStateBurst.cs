namespace InferenceModeler.Workloads;

/// <summary>Two rates taken in turn, each for exponential times; with Poisson gaps this is the two-state Markov-modulated Poisson process.</summary>
public sealed record TwoStateBurst
{
    /// <param name="highRateFactor">Rate in the high state ÷ mean rate, above 1.</param>
    /// <param name="highTimeShare">Share of the time in the high state, above 0; times the factor at most 1.</param>
    /// <param name="meanHighSeconds">Mean length of a high period.</param>
    public TwoStateBurst(double highRateFactor, double highTimeShare, double meanHighSeconds)
    {
        if (!(highRateFactor > 1 && double.IsFinite(highRateFactor))) throw new InputException($"burst rate factor {highRateFactor}: must exceed 1");
        if (!(highTimeShare > 0 && highTimeShare * highRateFactor <= 1))
            throw new InputException($"burst time share {highTimeShare}: must be above 0 and at most {1 / highRateFactor:0.####}, so that the other state's rate is not negative");
        if (!(meanHighSeconds > 0 && double.IsFinite(meanHighSeconds))) throw new InputException($"burst length {meanHighSeconds} s: must be a positive number");
        (HighRateFactor, HighTimeShare, MeanHighSeconds) = (highRateFactor, highTimeShare, meanHighSeconds);
    }

    public double HighRateFactor { get; }
    public double HighTimeShare { get; }
    public double MeanHighSeconds { get; }

    public double LowRateFactor => (1 - HighRateFactor * HighTimeShare) / (1 - HighTimeShare);

    public double MeanLowSeconds => MeanHighSeconds * (1 - HighTimeShare) / HighTimeShare;
}
