namespace InferenceModeler.Kernels;

/// <summary>
/// How many threads the next launch gets: as many as finish well inside the two seconds after which a display driver kills a kernel, and within a cap
/// set by memory. Starts small because a device's speed is not known before it has run.
/// </summary>
sealed class LaunchSize(int cap)
{
    const int FirstThreads = 1 << 16;
    const double ShortSeconds = 0.02;
    const double LongSeconds = 0.2;

    public int Threads { get; private set; } = Math.Min(FirstThreads, cap);

    /// <summary>Takes in how long a launch of <see cref="Threads"/> took.</summary>
    public void Observe(double seconds)
    {
        if (seconds < ShortSeconds) Threads = (int)Math.Min(Threads * 2L, cap);
        else if (seconds > LongSeconds) Threads = Math.Max(Threads / 2, 1);
    }
}
