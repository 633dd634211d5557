using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <summary>How requests reach a replica, and so what a load is.</summary>
public enum SweepMode
{
    /// <summary><see cref="ClosedLoop"/>: so many requests are always in flight.</summary>
    Closed,

    /// <summary><see cref="StaticBatch"/>: so many requests start together.</summary>
    Static,

    /// <summary><see cref="Offline"/>: so many requests are queued at once.</summary>
    Offline,
}
