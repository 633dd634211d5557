namespace InferenceModeler.Workloads;

/// <summary>What arrives: lengths, the pattern of arrivals and the course of the day. The rate itself is the user's; <see cref="OwnRate"/> is only shown.</summary>
public sealed record Workload
{
    const double SecondsPerDay = 86400;

    public required string Name { get; init; }
    public required LengthDistribution Lengths { get; init; }
    public ArrivalProcess Arrivals { get; init; } = ArrivalProcess.Poisson;
    public HourCurve Day { get; init; } = HourCurve.Flat;

    /// <summary>Mean rate of the peak hour; null where nobody has said it.</summary>
    public double? PeakRequestsPerSecond { get; init; }

    /// <summary>Rate of the trace that the workload comes from; null where it has none.</summary>
    public RateFacts? OwnRate { get; init; }

    /// <summary>What prompts have in common, for a simulated prefix cache; null for nothing.</summary>
    public PrefixSharing? Sharing { get; init; }

    public required string Source { get; init; }

    /// <summary>Mean over the day of the requests per second, for a mean rate in the peak hour.</summary>
    public double MeanRequestsPerSecond(double peakRequestsPerSecond) => peakRequestsPerSecond / Day.PeakToMean;

    /// <summary>Prompt and output tokens served in a day, cached prompt tokens included, for a mean rate in the peak hour.</summary>
    public double ServedTokensPerDay(double peakRequestsPerSecond) =>
        MeanRequestsPerSecond(peakRequestsPerSecond) * SecondsPerDay * (Lengths.MeanPromptTokens + Lengths.MeanOutputTokens);

    /// <summary>Every request with the same lengths.</summary>
    public static Workload Fixed(int promptTokens, int outputTokens) => new()
    {
        Name = $"{promptTokens}x{outputTokens}",
        Lengths = new FixedLengths(new RequestShape(promptTokens, outputTokens)),
        Source = "fixed lengths",
    };

    /// <summary>The shape and the own rate of a trace, and its own day where it spans one; arrivals are gamma with the trace's own variation of gaps where its clock resolves them, else Poisson.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="requests">In order of arrival; at least one.</param>
    /// <param name="hasTimes">False where the arrival times are made up.</param>
    /// <param name="source">Where the trace comes from.</param>
    public static Workload FromTrace(string name, IReadOnlyList<TimedRequest> requests, bool hasTimes, string source)
    {
        if (requests.Count == 0) throw new InputException($"{name}: no requests");
        RateFacts? rate = hasTimes ? RateFacts.Of(requests) : null;
        return new()
        {
            Name = name,
            Lengths = new EmpiricalLengths([.. requests.Select(request => new WeightedShape(request.Shape, 1.0 / requests.Count))]),
            Arrivals = rate is { TimesAreCoarse: false } ? ArrivalProcess.Gamma(Math.Clamp(rate.GapCv, 0.01, 100)) : ArrivalProcess.Poisson,
            OwnRate = rate,
            Day = rate is { DurationSeconds: >= SecondsPerDay } ? OwnDay(rate, name) : HourCurve.Flat,
            Source = source,
        };
    }

    /// <summary>Mean rate of every hour since the start, over whole days; the trace's first hour counts as hour 0.</summary>
    static HourCurve OwnDay(RateFacts rate, string name)
    {
        double[] hours = new double[24];
        int days = (int)(rate.DurationSeconds / SecondsPerDay);
        for (int minute = 0; minute < days * 1440; minute++) hours[minute / 60 % 24] += rate.RequestsPerMinute[minute];
        return new(name, hours, $"the trace itself, {days} whole days from its first request");
    }
}
