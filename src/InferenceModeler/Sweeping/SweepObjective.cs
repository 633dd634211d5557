namespace InferenceModeler.Sweeping;

/// <summary>What makes one result of a sweep better than another.</summary>
public enum SweepObjective
{
    /// <summary>Output tokens per second and accelerator, the more the better.</summary>
    Throughput,

    /// <summary>US dollars per million output tokens, the fewer the better; what has no price does not count.</summary>
    Price,

    /// <summary>Seconds per output token, the fewer the better.</summary>
    Speed,
}
