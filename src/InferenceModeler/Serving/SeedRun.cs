using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>
/// One repetition: arrivals that warm the pool up, the counted requests, and further arrivals that keep the load on until those are finished.
/// </summary>
/// <remarks>
/// Warm-up is the longest of a minute, a tenth of a second for each output token of the mean request, and a quarter of the counted requests, at most
/// <see cref="MostExtraRequests"/> beyond that quarter; of stages of rates its first two; of a closed loop that quarter, and two requests per user; of a replay
/// nothing. After the last counted arrival the load stays for as long again as the counted ones took to arrive, at least a minute and a tenth of a second for
/// each output token of the longest request (at most as many requests again and <see cref="MostExtraRequests"/>); what is not finished then is unfinished.
/// </remarks>
public sealed partial class SeedRun
{
    public const int MostExtraRequests = 50_000;

    /// <summary>Stretches that the counted span is cut into.</summary>
    public const int Samples = 32;

    /// <summary>Power is that of windows of about this length, whatever the span: its equation is concave.</summary>
    public const double PowerSeconds = 1;

    // Every stretch is a microsecond at least.
    const double LeastSpanSeconds = Samples * 1e-6;

    const double ExtraSeconds = 60, ExtraSecondsPerToken = 0.1;

    // Room for requests: as many again as those of a queue are above its mean; how long a request is likely to take, which is how long the load is kept on.
    const double Unevenness = 1.1, LikelySeconds = 20;

    // Requests per queue that are routed before the queues catch up, so that few are present at once.
    const int WarmUpSlice = 32;

    readonly SimulationQuestion _question;
    readonly ServingSetup _setup;
    readonly uint _stream;
    readonly SeedFigures _figures;
    readonly PoolScheduler[] _queues;
    readonly PoolRouter _router;
    readonly int[] _firstCounted, _endCounted;
    int _routed;

    internal SeedRun(SimulationQuestion question, ServingSetup setup, int stream, int counted)
    {
        (_question, _setup, _stream) = (question, setup, (uint)stream);
        int groups = question.Classes.Count > 0 ? question.Classes.Count : question.Load is ServingLoad.Stages stages ? stages.Rates.Count : 0;
        _figures = new() { Counted = counted, Groups = [.. Enumerable.Range(0, groups).Select(_ => new GroupFigures())] };
        _queues = new PoolScheduler[question.Queues];
        double quarter = (counted + 3) / 4, warm = Math.Clamp(WarmUpSeconds * question.RequestsPerSecond, quarter, quarter + MostExtraRequests);
        double extra = question.Load is ServingLoad.Open ? warm + Math.Min(LikelySeconds * question.RequestsPerSecond, counted + MostExtraRequests) : quarter;
        int likely = (int)(Unevenness * (counted + extra) / _queues.Length) + 16;
        for (int i = 0; i < _queues.Length; i++) _queues[i] = new(setup, question.Admission, _figures.Gaps, likely);
        CountGaps(false);
        if (question.LockStepQueues > 1)
            foreach (PoolScheduler[] ranks in _queues.Chunk(question.LockStepQueues)) PoolScheduler.Join(ranks);
        _router = new(question, _stream, _queues);
        (_firstCounted, _endCounted) = (new int[_queues.Length], new int[_queues.Length]);
    }

    double WarmUpSeconds => Math.Max(ExtraSeconds, ExtraSecondsPerToken * _setup.MeanOutputTokens);

    public IReadOnlyList<PoolScheduler> Queues => _queues;

    /// <summary>Neighbours among them that step together; 1 for none.</summary>
    public int LockStepQueues => _question.LockStepQueues;

    /// <summary>Up to when all queues are to be advanced next, in microseconds: what arrives after that, and how long the run goes on, depends on them.</summary>
    public IEnumerable<long> Stops() => _question.Load is ServingLoad.Closed closed ? StopsOfUsers(closed.Users) : StopsOfArrivals();

    /// <summary>Runs on this thread.</summary>
    internal void Advance(CancellationToken cancellation)
    {
        foreach (long until in Stops())
        {
            cancellation.ThrowIfCancellationRequested();
            for (int first = 0; first < _queues.Length; first += _question.LockStepQueues) _queues[first].Advance(until);
        }
    }

    /// <summary>Of the run, which is over and forgets its requests; <paramref name="each"/> is shown every counted one that was not too long, with its queue, what its first token waited for beside the steps, and its stage.</summary>
    internal SeedFigures Figures(Action<int, ServingRequest, double, int>? each = null)
    {
        foreach (PoolScheduler queue in _queues) queue.Check();
        Summarise(each);
        foreach (PoolScheduler queue in _queues) queue.Release();
        return _figures;
    }

    IEnumerable<long> StopsOfArrivals()
    {
        using IEnumerator<TimedRequest> arrivals = ServingArrivals.Of(_question, _stream, WarmUpSeconds).GetEnumerator();
        bool more = arrivals.MoveNext();
        int counted = _figures.Counted, quarter = (counted + 3) / 4;
        ServingLoad.Stages? stages = _question.Load as ServingLoad.Stages;
        if (_question.Load is not ServingLoad.Replay)
        {
            for (int warm = 0; arrivals.Current.ArrivalSeconds < WarmUpSeconds ? stages is not null || warm < quarter + MostExtraRequests : stages is null && warm < quarter; warm++, arrivals.MoveNext())
            {
                Route(arrivals.Current);
                if (warm % (WarmUpSlice * _queues.Length) == 0) yield return Ceiling(arrivals.Current.ArrivalSeconds);
            }
        }
        for (int i = 0; i < _queues.Length; i++) _firstCounted[i] = _queues[i].Count;

        List<TimedRequest> requests = new(counted);
        double last = stages is null ? double.PositiveInfinity : WarmUpSeconds + stages.Seconds;
        for (; more && arrivals.Current.ArrivalSeconds < last && (stages is not null || requests.Count < counted); more = arrivals.MoveNext()) requests.Add(arrivals.Current);
        counted = _figures.Counted = requests.Count;
        // Stages last as long as they do, whoever arrives in them.
        double from = stages is null ? requests[0].ArrivalSeconds : WarmUpSeconds, span = stages?.Seconds ?? requests[^1].ArrivalSeconds - from;
        _figures.SpanSeconds = Math.Max(span, LeastSpanSeconds);
        foreach (long until in Measure(requests, from, stages is null)) yield return until;
        double end = from + _figures.SpanSeconds;

        double extra = Math.Max(_figures.SpanSeconds, Math.Max(ExtraSeconds, ExtraSecondsPerToken * _setup.LongestOutputTokens)), slice = extra / Samples, now = end;
        int most = counted + MostExtraRequests;
        while (now < end + extra && most > 0 && !HaveFinished())
        {
            now += slice;
            for (; more && arrivals.Current.ArrivalSeconds <= now && most > 0; most--, more = arrivals.MoveNext()) Route(arrivals.Current);
            yield return Ceiling(now);
        }
    }

    /// <summary>Lets the counted requests arrive while watching the pool; the last one may end the span.</summary>
    IEnumerable<long> Measure(List<TimedRequest> requests, double from, bool lastEnds)
    {
        double span = _figures.SpanSeconds;
        int within = lastEnds ? requests.Count - 1 : requests.Count;
        yield return Ceiling(from);
        CountGaps(true);
        PoolWindow window = new(_queues, _setup.Rules, Ceiling(from)), stretch = window;
        double[] waiting = new double[Samples];
        _figures.Timeline = new TimelinePoint[Samples];
        // The last second of every stretch; of stretches shorter than that, as many as make a second.
        int at = 0, powered = 0, windows = Math.Clamp((int)Math.Round(span / PowerSeconds), 1, Samples);
        PoolWindow power = window;
        for (int sample = 0; sample < Samples; sample++)
        {
            double until = sample == Samples - 1 ? from + span : from + span * (sample + 1) / Samples;
            if (span / Samples > PowerSeconds)
            {
                for (; at < within && requests[at].ArrivalSeconds <= until - PowerSeconds; at++) Count(requests[at]);
                yield return Ceiling(until - PowerSeconds);
                power = new(_queues, _setup.Rules, Ceiling(until - PowerSeconds));
            }
            for (; at < within && (sample == Samples - 1 || requests[at].ArrivalSeconds <= until); at++) Count(requests[at]);
            yield return Ceiling(until);
            _figures.Timeline[sample] = stretch.Point(span * sample / Samples, until - from, Ceiling(until), 0);
            waiting[sample] = _figures.Timeline[sample].WaitingRequests;
            stretch = new(_queues, _setup.Rules, Ceiling(until));
            if ((sample + 1) * windows / Samples == sample * windows / Samples) continue;
            double watts = power.PowerWatts(Ceiling(until), _question);
            for (; powered <= sample; powered++) _figures.Timeline[powered] = _figures.Timeline[powered] with { PowerWatts = watts };
            power = stretch;
        }
        // What ends the span waits when it arrives, which is no backlog.
        if (lastEnds) Count(requests[^1]);
        for (int i = 0; i < _queues.Length; i++) _endCounted[i] = _queues[i].Count;
        window.Close(_figures, Ceiling(from + span), waiting);
        // A replay ends with its counted requests, whose tokens all count.
        if (_question.Load is not ServingLoad.Replay) CountGaps(false);
    }

    /// <summary>Whether the tokens of the steps from now on count among the gaps between tokens.</summary>
    void CountGaps(bool counts)
    {
        foreach (PoolScheduler queue in _queues) queue.State.LeavesGapsOut = counts ? 0 : 1;
    }

    void Count(in TimedRequest request)
    {
        if (Route(request)) return;
        _figures.TooLong++;
        if (_figures.Groups.Count > 0) _figures.Groups[request.Class].AddTooLong();
    }

    /// <summary>False where the request can never be finished.</summary>
    bool Route(in TimedRequest arrival)
    {
        int number = _routed++;
        if (!_setup.Fits(arrival.Shape)) return false;
        long microseconds = Ceiling(arrival.ArrivalSeconds);
        _queues[_router.Choose(number, microseconds, in arrival)].Add(Request(microseconds, in arrival), arrival.Parts);
        return true;
    }

    ServingRequest Request(long microseconds, in TimedRequest arrival)
    {
        // What a cache that is simulated holds is not known beforehand.
        int cached = _setup.IsCaching && arrival.Parts is not null ? 0 : arrival.Shape.CachedPromptTokens;
        ServingRequest request = ServingRequest.Of(microseconds, arrival.Shape.PromptTokens, arrival.Shape.OutputTokens, cached);
        request.Class = (ushort)arrival.Class;
        if (_question.Classes.Count > 0) request.Level = (byte)_question.Classes[arrival.Class].Priority;
        return request;
    }

    bool HaveFinished()
    {
        for (int i = 0; i < _queues.Length; i++)
            if (!_queues[i].HasFinished(_endCounted[i])) return false;
        return true;
    }

    void Summarise(Action<int, ServingRequest, double, int>? each)
    {
        for (int i = 0; i < _queues.Length; i++)
        {
            ReadOnlySpan<ServingRequest> requests = _queues[i].Requests;
            for (int request = _firstCounted[i]; request < _endCounted[i]; request++)
            {
                double late = _setup.Clock.FirstTokenSeconds(_figures.MeanStepSeconds, requests[request].PromptTokens) + _question.NetworkSeconds;
                _figures.Add(in requests[request], late, _question);
                each?.Invoke(i, requests[request], late, StageOf(in requests[request]));
            }
            _figures.Steps += _queues[i].State.Steps;
            _figures.Evaluations += _queues[i].State.Evaluations;
            _figures.SimulatedRequests += _queues[i].State.Finished;
        }
        if (_figures.Finished + _figures.Running + _figures.Waiting + _figures.Dropped != _figures.Counted)
            throw new InvalidOperationException($"of {_figures.Counted} simulated requests {_figures.Finished} finished, {_figures.Running} run, {_figures.Waiting} wait and {_figures.Dropped} were dropped");
    }

    int StageOf(in ServingRequest request)
    {
        if (_question.Load is not ServingLoad.Stages stages) return 0;
        // Without classes the stages are the groups.
        if (_question.Classes.Count == 0) return request.Class;
        double seconds = request.ArrivalMicroseconds * ServingRequest.SecondsPerMicrosecond - WarmUpSeconds;
        int stage = 0;
        while (stage < stages.Rates.Count - 1 && seconds > stages.Rates[stage].Seconds) seconds -= stages.Rates[stage++].Seconds;
        return stage;
    }

    static long Ceiling(double seconds) => (long)Math.Ceiling(seconds * 1e6);
}
