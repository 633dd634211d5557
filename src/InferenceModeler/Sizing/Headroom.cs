namespace InferenceModeler.Sizing;

/// <summary>Spare replicas by cause.</summary>
public static class Headroom
{
    /// <summary>Smallest number of replicas, each up with probability <paramref name="availability"/>, of which <paramref name="needed"/> are up with probability <paramref name="target"/>.</summary>
    /// <remarks>A binomial tail, not needed ÷ availability: the mean would be short half of the time. Assumes independent failures.</remarks>
    public static int Binomial(int needed, double availability, double target)
    {
        if (availability >= 1) return needed;
        // Below the mean fewer than half of the outcomes suffice.
        int replicas = Math.Max(needed, (int)(needed / availability));
        while (UpProbability(replicas, replicas - needed, availability) < target) replicas++;
        return replicas;
    }

    /// <summary>Replicas with a rolling update under way.</summary>
    public static int RollingUpdate(int needed, double surgeShare) => surgeShare > 0 ? needed + (int)Math.Ceiling(surgeShare * needed) : needed;

    // P(failures ≤ spares), failures binomial.
    static double UpProbability(int replicas, int spares, double availability)
    {
        double odds = Math.Log((1 - availability) / availability);
        double logTerm = replicas * Math.Log(availability), sum = Math.Exp(logTerm);
        for (int failures = 0; failures < spares; failures++)
        {
            logTerm += Math.Log((double)(replicas - failures) / (failures + 1)) + odds;
            sum += Math.Exp(logTerm);
        }
        return sum;
    }
}
