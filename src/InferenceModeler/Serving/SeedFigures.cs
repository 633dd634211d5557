using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>What one repetition saw of its counted requests, and of the pool while they arrived.</summary>
sealed class SeedFigures
{
    /// <summary>Requests that the figures are about.</summary>
    public required int Counted { get; set; }

    public int Finished { get; private set; }

    public int Running { get; private set; }

    public int Waiting { get; private set; }

    /// <summary>Longer than the context, or than all of the memory.</summary>
    public int TooLong { get; set; }

    /// <summary>Found the queue full.</summary>
    public int Rejected { get; private set; }

    public int TimedOut { get; private set; }

    /// <summary>Rejected, timed out before a first token, or never finished: what a pool that keeps up has not.</summary>
    public int Lost { get; private set; }

    /// <summary>Left without an answer.</summary>
    public int Dropped => TooLong + Rejected + TimedOut;

    /// <summary>Counted requests that kept every limit.</summary>
    public int Kept { get; private set; }

    /// <summary>Counted requests that were let in.</summary>
    public int Served => Counted - TooLong - Rejected;

    /// <summary>By class, or by stage of the load; empty where there are neither.</summary>
    public required IReadOnlyList<GroupFigures> Groups { get; init; }

    /// <summary>Prompt tokens looked up in the prefix cache while the counted requests arrived, and those found, by where.</summary>
    public long LookedUpTokens { get; set; }

    public long DeviceHitTokens { get; set; }

    public long HostHitTokens { get; set; }

    public long RemoteHitTokens { get; set; }

    /// <summary>Of those, the ones with more than one output token.</summary>
    public int ServedWithTpot { get; private set; }

    public LogHistogram Ttft { get; } = new();

    public LogHistogram Tpot { get; } = new();

    public LogHistogram EndToEnd { get; } = new();

    public LogHistogram QueueWait { get; } = new();

    /// <summary>Seconds between the tokens of all requests that came out in the span.</summary>
    public LogHistogram Gaps { get; } = new();

    /// <summary>From the first counted arrival to the last; of stages as long as they last.</summary>
    public double SpanSeconds { get; set; }

    /// <summary>Share of the span in which a step ran.</summary>
    public double Utilisation { get; set; }

    public double KvOccupancy { get; set; }

    /// <summary>Mean over the span, of the pool.</summary>
    public double DecodeSequences { get; set; }

    public double Preemptions { get; set; }

    public double MeanStepSeconds { get; set; }

    /// <summary>Requests by which the queues grew over the span: the slope of the line through their samples, with the interval that their scatter about it gives.</summary>
    public Estimate WaitingGrowth { get; set; }

    public double WaitingAtEnd { get; set; }

    public double ArrivedPerSecond { get; set; }

    /// <summary>Of the pool, were it busy all the time.</summary>
    public double FinishedPerBusySecond { get; set; }

    /// <summary>The span in equal stretches.</summary>
    public TimelinePoint[] Timeline { get; set; } = [];

    public long Steps { get; set; }

    public long Evaluations { get; set; }

    public long SimulatedRequests { get; set; }

    /// <summary>Requests per second of which so many were counted. What arrives at an open load is known, however few are counted.</summary>
    public double GoodputOf(SimulationQuestion question, int kept) => question.Load is ServingLoad.Open ? question.RequestsPerSecond * kept / Counted : kept / SpanSeconds;

    /// <summary>Takes in one counted request that is not too long.</summary>
    /// <param name="request">Its times.</param>
    /// <param name="lateSeconds">What its first token waited for beside the steps.</param>
    /// <param name="question">The limits.</param>
    public void Add(in ServingRequest request, double lateSeconds, SimulationQuestion question)
    {
        bool isKept = AddTo(in request, lateSeconds, question);
        if (isKept) Kept++;
        if (Groups.Count > 0) Groups[request.Class].Add(in request, lateSeconds, isKept);
    }

    /// <summary>Whether the request kept its limits.</summary>
    bool AddTo(in ServingRequest request, double lateSeconds, SimulationQuestion question)
    {
        if (request.Status == RequestStatus.Rejected)
        {
            Rejected++;
            Lost++;
            return false;
        }
        if (request.OutputTokens > 1) ServedWithTpot++;
        if (request.AdmittedMicroseconds >= 0) QueueWait.Add(Seconds(request.AdmittedMicroseconds - request.ArrivalMicroseconds));
        if (request.FirstTokenMicroseconds >= 0) Ttft.Add(request.TtftSeconds + lateSeconds);
        if (request.Status == RequestStatus.TimedOut)
        {
            TimedOut++;
            if (request.FirstTokenMicroseconds < 0) Lost++;
            return false;
        }
        if (!request.IsDone)
        {
            if (request.IsRunning) Running++;
            else Waiting++;
            Lost++;
            return false;
        }
        Finished++;
        EndToEnd.Add(request.EndToEndSeconds + lateSeconds);
        if (request.OutputTokens > 1) Tpot.Add(request.TpotSeconds);
        (double? ttftLimit, double? tpotLimit) = question.LimitsOf(request.Class);
        bool inTime = ttftLimit is not { } ttft || request.TtftSeconds + lateSeconds <= ttft;
        bool steady = tpotLimit is not { } tpot || request.OutputTokens == 1 || request.TpotSeconds <= tpot;
        return inTime && steady;
    }

    static double Seconds(long microseconds) => microseconds * ServingRequest.SecondsPerMicrosecond;
}
