using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>Chooses the queue of each arrival.</summary>
sealed class PoolRouter(SimulationQuestion question, uint stream, PoolScheduler[] queues)
{
    const uint RoutingKey = 0x51ED270B;

    // SGLang's router: cache_threshold 0.5, balance_abs_threshold 32, balance_rel_threshold 1.1 (defaults of sgl-router 0.1; newer ones 64 and 1.5).
    const double LeastCachedShare = 0.5, UnevenFactor = 1.1;
    const int UnevenRequests = 32;

    readonly long _ageMicroseconds = (long)(1e6 * question.SignalAgeSeconds);
    readonly (int Present, int Blocks)[] _signals = new (int, int)[queues.Length];
    long _renewed = -1;

    public int Choose(int number, long microseconds, in TimedRequest request)
    {
        if (queues.Length == 1) return 0;
        switch (question.Router)
        {
            case Router.RoundRobin:
                return number % queues.Length;
            case Router.Random:
                return Drawn(Draw(number).First, queues.Length);
            case Router.PowerOfTwo:
                int first = Drawn(Draw(number).First, queues.Length), second = Drawn(Draw(number).Second, queues.Length - 1);
                if (second >= first) second++;
                if (_ageMicroseconds == 0) Renew(microseconds, first, second);
                else Renew(microseconds);
                return _signals[second].Present < _signals[first].Present ? second : first;
            default:
                Renew(microseconds);
                return question.Router == Router.LeastKv ? Least(s => ((long)s.Blocks << 32) + s.Present)
                    : question.Router == Router.PrefixAffinity ? WithPrefix(in request)
                    : Least(s => s.Present);
        }
    }

    int WithPrefix(in TimedRequest request)
    {
        int shortest = Least(s => s.Present), most = _signals.Max(s => s.Present), fewest = _signals[shortest].Present;
        if (request.Parts is not { } parts || (most - fewest > UnevenRequests && most > UnevenFactor * fewest)) return shortest;
        int best = shortest, longest = -1;
        for (int i = 0; i < queues.Length; i++)
        {
            int cached = queues[i].CachedTokens(parts);
            if (cached > longest) (best, longest) = (i, cached);
        }
        return longest >= LeastCachedShare * request.Shape.PromptTokens ? best : shortest;
    }

    int Least(Func<(int Present, int Blocks), long> load)
    {
        int best = 0;
        for (int i = 1; i < _signals.Length; i++)
            if (load(_signals[i]) < load(_signals[best])) best = i;
        return best;
    }

    void Renew(long microseconds)
    {
        if (_renewed >= 0 && microseconds < _renewed + _ageMicroseconds) return;
        _renewed = microseconds;
        for (int i = 0; i < queues.Length; i++) Read(i, microseconds);
    }

    void Renew(long microseconds, int first, int second)
    {
        Read(first, microseconds);
        Read(second, microseconds);
    }

    void Read(int queue, long microseconds)
    {
        queues[queue].Advance(microseconds);
        _signals[queue] = (queues[queue].Present, queues[queue].HeldBlocks);
    }

    RandomWords Draw(int number) => CounterRandom.Draw(question.Seed ^ RoutingKey, stream, (uint)number);

    static int Drawn(double uniform, int count) => Math.Min((int)(uniform * count), count - 1);
}
