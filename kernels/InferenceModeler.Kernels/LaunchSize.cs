namespace InferenceModeler.Kernels;

/// <summary>
/// How many threads the next launch gets: as many as finish well inside the two seconds after which a display driver kills a kernel, and within a cap
/// set by memory. Starts small because a device's speed is not known before it has run, and other devices may be faster.
/// </summary>
sealed class LaunchSize(int cap)
{
    const int FirstThreads = 1 << 8;
    const double ShortSeconds = 0.02;
    const double LongSeconds = 0.2;
    const double WorthwhileGain = 1.25;

    int _cap = cap;
    double _rate;

    public int Threads { get; private set; } = Math.Min(FirstThreads, cap);

    /// <summary>Takes in how long a launch took.</summary>
    public void Observe(int threads, double seconds)
    {
        if (seconds > LongSeconds) Threads = Math.Max(Threads / 2, 1);
        // What is left of a grid may be too little to tell.
        if (threads < Threads / 2) return;
        // A launch that is not short may still be growing faster, where its own cost is most of it.
        double rate = threads / seconds;
        if (seconds < ShortSeconds || (seconds < LongSeconds / 2 && rate > WorthwhileGain * _rate)) Threads = (int)Math.Min(Threads * 2L, _cap);
        _rate = rate;
    }

    /// <summary>Takes in that there is no memory for launches of this size; false where they are as small as they get.</summary>
    public bool Halve()
    {
        if (Threads == 1) return false;
        Threads = _cap = Threads / 2;
        return true;
    }
}
