using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>Requests drawn from a workload: the same for the same seed and stream, whatever else is drawn.</summary>
public static class RequestSampler
{
    const double SecondsPerHour = 3600;

    /// <summary>Bits that tell the gaps and the burst periods of a stream from its lengths.</summary>
    const uint GapsKey = 0x9E3779B9, PeriodsKey = 0x3C6EF372;

    /// <summary>
    /// Endless arrivals in the peak hour. Unit-rate gaps are stretched by the rate of the moment, so a gamma or equal-gap process keeps its pattern through
    /// bursts.
    /// </summary>
    /// <param name="workload">What arrives.</param>
    /// <param name="requestsPerSecond">Mean rate.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="stream">One per replica or repetition.</param>
    public static IEnumerable<TimedRequest> PeakHour(Workload workload, double requestsPerSecond, uint seed, uint stream) =>
        Arrivals(workload, CheckedRate(requestsPerSecond), seed, stream, _ => 1, double.PositiveInfinity);

    /// <summary>Endless arrivals from midnight on, following the hours of the workload's day.</summary>
    public static IEnumerable<TimedRequest> Day(Workload workload, double peakRequestsPerSecond, uint seed, uint stream) =>
        Arrivals(workload, CheckedRate(peakRequestsPerSecond), seed, stream, hour => workload.Day.OfPeak[hour % 24], SecondsPerHour);

    static IEnumerable<TimedRequest> Arrivals(Workload workload, double rate, uint seed, uint stream, Func<int, double> hourFactor, double hourSeconds)
    {
        TwoStateBurst? burst = workload.Arrivals.Burst;
        double now = 0, periodEnd = burst is null ? double.PositiveInfinity : 0, hourEnd = hourSeconds;
        SharedPrefixes? shared = workload.Sharing is { } sharing ? new(sharing, seed, stream) : null;
        uint period = 0;
        int hour = 0;
        // The first period begins at 0 and turns the state over, so this is the state before it.
        bool high = burst is not null && CounterRandom.Draw(seed, stream ^ PeriodsKey, uint.MaxValue).First >= burst.HighTimeShare;
        for (uint draw = 0; ; draw++)
        {
            // The stream is under way when it is first looked at.
            double left = draw == 0 ? workload.Arrivals.UnitResidual(seed, stream ^ GapsKey, draw) : workload.Arrivals.UnitGap(seed, stream ^ GapsKey, draw);
            while (true)
            {
                if (burst is not null && now >= periodEnd)
                {
                    high = !high;
                    double mean = high ? burst.MeanHighSeconds : burst.MeanLowSeconds;
                    periodEnd += -Math.Log(CounterRandom.Draw(seed, stream ^ PeriodsKey, period++).First) * mean;
                    continue;
                }

                if (now >= hourEnd)
                {
                    hour++;
                    hourEnd += hourSeconds;
                    continue;
                }

                double speed = rate * hourFactor(hour) * (burst is null ? 1 : high ? burst.HighRateFactor : burst.LowRateFactor);
                double until = Math.Min(periodEnd, hourEnd);
                if (left <= (until - now) * speed)
                {
                    now += left / speed;
                    break;
                }

                left -= (until - now) * speed;
                now = until;
            }

            RequestShape shape = workload.Lengths.Sample(seed, stream, draw);
            yield return new(now, shape) { Parts = shared?.Next(draw, shape) };
        }
    }

    static double CheckedRate(double requestsPerSecond) =>
        requestsPerSecond > 0 && double.IsFinite(requestsPerSecond) ? requestsPerSecond : throw new InputException($"rate {requestsPerSecond}: must be a positive number of requests per second");
}
