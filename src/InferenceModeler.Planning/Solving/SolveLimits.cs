using System.Diagnostics;

namespace InferenceModeler.Planning.Solving;

/// <summary>When the search ends.</summary>
public sealed record SolveLimits
{
    /// <summary>Relative gap that ends the search of a small problem; 0 for the best there is.</summary>
    public double Gap { get; init; } = 0.001;

    /// <summary>Of the search for whole units of one quarter of a large problem.</summary>
    public double SecondsPerQuarter { get; init; } = 15;

    /// <summary>On the clock; null for none. A plan that it ended is marked.</summary>
    public double? Seconds { get; init; }

    /// <summary>Variables up to which the whole horizon is searched at once.</summary>
    public int MostNumbersAtOnce { get; init; } = 6000;
}

/// <summary>The clock of one search.</summary>
sealed class Deadline(double? seconds)
{
    readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Whether the limit ended anything.</summary>
    public bool IsReached { get; private set; }

    public double ElapsedSeconds => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Seconds left; at least a little, so that what is asked for can say so.</summary>
    public double? Left => seconds is { } most ? Math.Max(0.05, most - ElapsedSeconds) : null;

    public bool IsOver
    {
        get
        {
            if (seconds is { } most && ElapsedSeconds >= most) IsReached = true;
            return IsReached;
        }
    }

    public void Reach() => IsReached = true;
}
