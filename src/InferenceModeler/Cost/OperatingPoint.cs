using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>What a replica does for one request shape at one load. Times in seconds, means over requests.</summary>
public struct OperatingPoint<T> where T : struct, IReal<T>
{
    public T TtftSeconds, TpotSeconds, E2eSeconds;

    /// <summary>Of the whole replica.</summary>
    public T RequestsPerSecond, OutputTokensPerSecond;

    /// <summary>Share of the KV memory in use, 0..1.</summary>
    public T KvOccupancy;

    /// <summary>Power of all the replica's accelerators, watts, without host and facility.</summary>
    public T PowerWatts;

    /// <summary>US dollars per million output tokens; negative where the price is unknown.</summary>
    public T UsdPerMillionOutputTokens;

    public T JoulesPerOutputToken;

    /// <summary>A <see cref="Unfit"/> value.</summary>
    public T UnfitReason;
}
