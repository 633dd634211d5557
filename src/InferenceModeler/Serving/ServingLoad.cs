using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>What makes requests arrive.</summary>
public abstract record ServingLoad
{
    ServingLoad()
    {
    }

    /// <summary>Arrivals at the question's rate, whatever the pool does.</summary>
    public sealed record Open : ServingLoad;

    /// <summary>Users who each send their next request when the last one is answered.</summary>
    /// <param name="Users">Requests in flight, of the whole pool; a user stays with one queue, and each queue has as many as the next, or one more.</param>
    public sealed record Closed(int Users) : ServingLoad;

    /// <summary>Rates one after the other, after a warm-up at the first; all their arrivals count.</summary>
    public sealed record Stages(IReadOnlyList<RateStage> Rates) : ServingLoad
    {
        public double Seconds => Rates.Sum(r => r.Seconds);

        public double MeanRequestsPerSecond => Rates.Sum(r => r.RequestsPerSecond * r.Seconds) / Seconds;
    }

    /// <summary>A trace with its own times, from an empty pool on; every request counts. One draw, so that there is no interval.</summary>
    /// <param name="Requests">In order of arrival.</param>
    /// <param name="Speed">By how much faster than recorded.</param>
    public sealed record Replay(IReadOnlyList<TimedRequest> Requests, double Speed) : ServingLoad
    {
        public double MeanRequestsPerSecond => Speed * Requests.Count / Math.Max(Requests[^1].ArrivalSeconds - Requests[0].ArrivalSeconds, 1e-3);
    }
}
