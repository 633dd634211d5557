using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

public sealed partial class SeedRun
{
    // Of steps; the window of a closed loop is opened and closed at the end of a slice.
    const int StepsPerSlice = 8;

    // Microseconds
    long _awaited;

    /// <summary>Users whose next request follows the last: the requests are drawn beforehand and arrive when their user is free.</summary>
    IEnumerable<long> StopsOfUsers(int users)
    {
        int queues = _queues.Length, counted = _figures.Counted, warm = Math.Max((counted + 3) / 4, 2 * users), all = warm + counted + users;
        TimedRequest[] drawn = [.. ServingArrivals.Of(_question, _stream, 0).Take(all)];
        for (int i = 0; i < queues; i++)
        {
            int own = users / queues + (i < users % queues ? 1 : 0);
            for (int request = i; request < all; request += queues)
            {
                if (request >= warm && request < warm + counted) _endCounted[i]++;
                if (_setup.Fits(drawn[request].Shape))
                {
                    if (request < warm) _firstCounted[i]++;
                    _queues[i].Add(Request(_queues[i].Count < own ? 0 : long.MaxValue, in drawn[request]), drawn[request].Parts);
                }
                else if (request >= warm && request < warm + counted)
                {
                    _figures.TooLong++;
                    if (_figures.Groups.Count > 0) _figures.Groups[drawn[request].Class].AddTooLong();
                    _endCounted[i]--;
                }
            }
            _endCounted[i] += _firstCounted[i];
            _queues[i].State.Released = Math.Min(own, _queues[i].Count);
        }

        foreach (long until in Await(_firstCounted)) yield return until;
        double from = _awaited * ServingRequest.SecondsPerMicrosecond;
        CountGaps(true);
        PoolWindow window = new(_queues, _setup.Rules, _awaited);
        List<TimelinePoint> stretches = [];
        int[] arrived = new int[queues];
        double end = from, begin = from, energy = 0, powered = 0;
        long powerFrom = _awaited;
        PoolWindow stretch = window, power = window;
        // Power of the windows since the last of them, a second each.
        void Power(long until)
        {
            double seconds = (until - powerFrom) * ServingRequest.SecondsPerMicrosecond;
            (energy, powered) = (energy + seconds * power.PowerWatts(until, _question), powered + seconds);
            (powerFrom, power) = (until, new(_queues, _setup.Rules, until));
        }
        for (int sample = 1; sample <= Samples; sample++)
        {
            for (int i = 0; i < queues; i++) arrived[i] = _firstCounted[i] + (int)((_endCounted[i] - _firstCounted[i]) * (long)sample / Samples);
            foreach (long until in Await(arrived))
            {
                yield return until;
                if (until - powerFrom >= 1e6 * PowerSeconds) Power(until);
            }
            end = _awaited * ServingRequest.SecondsPerMicrosecond;
            if (sample == Samples && powered == 0 && end > begin) Power(_awaited);
            if (powered == 0) continue;
            stretches.Add(stretch.Point(begin - from, end - from, _awaited, energy / powered));
            (begin, stretch, energy, powered) = (end, new(_queues, _setup.Rules, _awaited), 0, 0);
        }
        _figures.SpanSeconds = Math.Max(end - from, 1e-6);
        if (stretches.Count == 0) stretches.Add(window.Point(0, _figures.SpanSeconds, _awaited, window.PowerWatts(_awaited, _question)));
        _figures.Timeline = [.. stretches];
        double[] waiting = [.. stretches.Select(p => p.WaitingRequests)];
        window.Close(_figures, _awaited, waiting.Length > 1 ? waiting : [waiting[0], waiting[0]]);
        CountGaps(false);
        double limit = end + Math.Max(_figures.SpanSeconds, Math.Max(ExtraSeconds, ExtraSecondsPerToken * _setup.LongestOutputTokens));
        for (double now = end, slice = (limit - end) / Samples; now < limit && !HaveFinished();) yield return Ceiling(now += slice);
    }

    /// <summary>Lets the pool run until so many requests of each queue have arrived.</summary>
    IEnumerable<long> Await(int[] requests)
    {
        long now = _queues.Max(q => q.State.Now);
        bool Misses(PoolScheduler queue, int index) => queue.State.Arrived < requests[index] && queue.Present > 0;
        while (_queues.Where(Misses).Any())
        {
            now += StepsPerSlice * Math.Max(_queues.Max(q => q.LastStepMicroseconds), 100);
            yield return now;
        }
        _awaited = now;
    }
}
