namespace InferenceModeler.Tests.Dynamics;

/// <summary>What the event loop saw of the requests after warm-up.</summary>
sealed record ReplicaRun(List<double> TtftSeconds, List<double> TpotSeconds, List<double> EndToEndSeconds, double MeanDecodeSequences,
    double MeanRequestsInSystem, double BusyShare, int Preemptions, double CompletedPerSecond)
{
    public static double Percentile(List<double> samples, double fraction)
    {
        double[] sorted = [.. samples.Order()];
        double rank = fraction * (sorted.Length - 1);
        int below = (int)rank;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
