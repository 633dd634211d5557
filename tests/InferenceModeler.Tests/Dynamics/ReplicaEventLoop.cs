using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

/// <summary>
/// The oracle of the open-loop closed form: one replica, step by step, in plain double. The scheduler is vLLM v1's: running requests first, one shared token
/// budget, chunked prefill with an optional limit on long prompts, memory in blocks, first come first served, head-of-line blocking on memory, and preemption (with recomputation) of the request admitted last.
/// </summary>
sealed class ReplicaEventLoop(ReplicaLimits limits, StepSeconds stepSeconds)
{
    sealed class Request(RequestShape shape, double arrivalSeconds)
    {
        public readonly RequestShape Shape = shape;
        public readonly double ArrivalSeconds = arrivalSeconds;
        public double FirstTokenSeconds;
        public int Computed, Generated, Held, Scheduled, KnownOnAdmission;

        public int Total => Shape.PromptTokens + Generated;
        public bool Decodes => Computed >= KnownOnAdmission;
    }

    readonly LinkedList<Request> _waiting = [];
    readonly List<Request> _running = [];
    int _heldTokens;
    int _preemptions;

    public ReplicaRun Run(RequestMix mix, double requestsPerSecond, int requests, int seed)
    {
        Random random = new(seed);
        // The first fifth of the requests only warms the replica up.
        int warmUp = requests / 5, done = 0, arrived = 0, completed = 0;
        double now = 0, next = 0, decodeArea = 0, residentArea = 0, busy = 0, measureFrom = -1;
        List<double> ttft = [], tpot = [], endToEnd = [];
        HashSet<Request> measured = [];
        while (done < requests)
        {
            if (_running.Count == 0 && _waiting.Count == 0) now = Math.Max(now, next);
            for (; next <= now; next += -Math.Log(1 - random.NextDouble()) / requestsPerSecond)
            {
                Request request = new(Draw(mix, random.NextDouble()), next);
                _waiting.AddLast(request);
                if (arrived++ == warmUp) measureFrom = now;
                // Arrivals go on until the last measured request is done, so that the tail does not run on an emptying replica.
                if (arrived > warmUp && arrived <= requests) measured.Add(request);
            }
            int inSystem = _running.Count + _waiting.Count;
            Schedule();
            double seconds = StepTime(out int decodes);
            now += seconds;
            if (measureFrom >= 0)
            {
                decodeArea += decodes * seconds;
                residentArea += inSystem * seconds;
                busy += seconds;
            }
            for (int i = _running.Count - 1; i >= 0; i--)
            {
                Request request = _running[i];
                request.Computed += request.Scheduled;
                if (request.Scheduled == 0 || request.Computed < request.Total) continue;
                if (request.Generated++ == 0) request.FirstTokenSeconds = now;
                if (request.Generated < request.Shape.OutputTokens) continue;
                _running.RemoveAt(i);
                _heldTokens -= request.Held;
                if (measureFrom >= 0) completed++;
                if (measured.Remove(request))
                {
                    ttft.Add(request.FirstTokenSeconds - request.ArrivalSeconds);
                    endToEnd.Add(now - request.ArrivalSeconds);
                    if (request.Generated > 1) tpot.Add((now - request.FirstTokenSeconds) / (request.Generated - 1));
                }
                if (measured.Count == 0 && arrived > requests) done = requests;
            }
        }
        double span = now - measureFrom;
        return new(ttft, tpot, endToEnd, decodeArea / span, residentArea / span, busy / span, _preemptions, completed / span);
    }

    void Schedule()
    {
        int budget = limits.MaxBatchedTokens;
        bool preempted = false;
        foreach (Request request in _running) request.Scheduled = 0;
        for (int i = 0; i < _running.Count && budget > 0; i++)
        {
            Request request = _running[i];
            int tokens = Chunk(request, budget);
            while (_heldTokens + Blocked(request.Computed + tokens) - request.Held > WholeTokens && request.Computed + tokens > request.Held)
            {
                preempted = true;
                Preempt();
                if (i >= _running.Count) return;
            }
            Hold(request, Math.Max(request.Held, Blocked(request.Computed + tokens)));
            request.Scheduled = tokens;
            budget -= tokens;
        }
        while (!preempted && _waiting.First is { } first && budget > 0 && _running.Count < limits.MaxSequences)
        {
            Request request = first.Value;
            // The whole prompt is reserved on admission.
            if (_heldTokens + Blocked(request.Total) > WholeTokens) return;
            _waiting.RemoveFirst();
            _running.Add(request);
            request.Computed = request.Shape.CachedPromptTokens;
            request.KnownOnAdmission = request.Total;
            Hold(request, Blocked(request.Total));
            request.Scheduled = Chunk(request, budget);
            budget -= request.Scheduled;
        }
    }

    /// <summary>Memory of so many tokens, in whole blocks.</summary>
    int Blocked(int tokens) => (tokens + limits.BlockTokens - 1) / limits.BlockTokens * limits.BlockTokens;

    int WholeTokens => limits.KvTokens / limits.BlockTokens * limits.BlockTokens;

    int Chunk(Request request, int budget)
    {
        int tokens = Math.Min(request.Total - request.Computed, budget);
        return limits.LongPrefillTokens > 0 ? Math.Min(tokens, limits.LongPrefillTokens) : tokens;
    }

    void Preempt()
    {
        Request last = _running[^1];
        _running.RemoveAt(_running.Count - 1);
        Hold(last, 0);
        last.Computed = last.Scheduled = 0;
        _waiting.AddFirst(last);
        _preemptions++;
    }

    void Hold(Request request, int tokens)
    {
        _heldTokens += tokens - request.Held;
        request.Held = tokens;
    }

    double StepTime(out int decodes)
    {
        decodes = 0;
        double context = 0, prefill = 0, position = 0;
        foreach (Request request in _running)
        {
            if (request.Scheduled == 0) continue;
            if (request.Decodes)
            {
                decodes++;
                context += request.Computed;
                continue;
            }
            prefill += request.Scheduled;
            position += request.Scheduled * (request.Computed + request.Scheduled / 2.0);
        }
        return stepSeconds(decodes, decodes > 0 ? context / decodes : 0, prefill, prefill > 0 ? position / prefill : 0);
    }

    static RequestShape Draw(RequestMix mix, double uniform)
    {
        foreach (WeightedShape weighted in mix.Shapes)
        {
            if (uniform < weighted.Share) return weighted.Shape;
            uniform -= weighted.Share;
        }
        return mix.Shapes[^1].Shape;
    }
}
