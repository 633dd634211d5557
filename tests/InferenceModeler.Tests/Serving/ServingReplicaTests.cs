using System.Runtime.CompilerServices;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Dynamics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

public class ServingReplicaTests
{
    const int OracleRequests = 3000, WarmUp = OracleRequests / 5;

    static ServingRules Rules(Dynamics.ReplicaLimits limits) => new()
    {
        MaxBatchedTokens = limits.MaxBatchedTokens,
        MaxSequences = limits.MaxSequences,
        KvBlocks = limits.KvTokens / limits.BlockTokens,
        BlockTokens = limits.BlockTokens,
        LongPrefillTokens = limits.LongPrefillTokens,
    };

    /// <summary>The arrivals that the oracle draws with this seed.</summary>
    static ServingRequest[] Arrivals(RequestMix mix, double perMicrosecond, int count, int seed)
    {
        Random random = new(seed);
        ServingRequest[] requests = new ServingRequest[count];
        double next = 0;
        for (int i = 0; i < count; i++)
        {
            double uniform = random.NextDouble();
            RequestShape shape = mix.Shapes[^1].Shape;
            foreach (WeightedShape weighted in mix.Shapes)
            {
                if (uniform < weighted.Share)
                {
                    shape = weighted.Shape;
                    break;
                }
                uniform -= weighted.Share;
            }
            requests[i] = ServingRequest.Of((long)Math.Ceiling(next), shape.PromptTokens, shape.OutputTokens, shape.CachedPromptTokens);
            next += -Math.Log(1 - random.NextDouble()) / perMicrosecond;
        }
        return requests;
    }

    public static TheoryData<int, double, int, int> Loads()
    {
        TheoryData<int, double, int, int> cases = [];
        for (int setting = 0; setting < Setting.All.Length; setting++)
        {
            foreach (double share in new[] { 0.2, 0.7, 1.1 }) cases.Add(setting, share, 1, 0);
            cases.Add(setting, 0.7, 16, 500);
            cases.Add(setting, 1.1, 16, 0);
            cases.Add(setting, 1.1, 32, 1500);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Loads))]
    public void Every_request_takes_as_long_as_in_the_event_loop(int index, double share, int blockTokens, int longPrefillTokens)
    {
        Setting setting = Setting.All[index];
        Dynamics.ReplicaLimits limits = setting.Limits with { BlockTokens = blockTokens, LongPrefillTokens = longPrefillTokens };
        double perMicrosecond = share * setting.SaturatedRate() * 1e-6;
        ReplicaRun oracle = new ReplicaEventLoop(limits, (d, c, p, x) => PlainClock.Microseconds(setting.Step, d, c, p, x)).Run(setting.Mix, perMicrosecond, OracleRequests, 11);
        Simulated run = Simulated.Of(new PlainClock(setting.Step), Rules(limits), Arrivals(setting.Mix, perMicrosecond, 3 * OracleRequests, 11));

        ServingRequest[] measured = run.Requests[WarmUp..OracleRequests];
        Same(oracle.TtftSeconds, measured.Select(r => r.FirstTokenMicroseconds - r.ArrivalMicroseconds));
        Same(oracle.EndToEndSeconds, measured.Select(r => r.FinishedMicroseconds - r.ArrivalMicroseconds));
        if (oracle.Preemptions > 0) Assert.True(run.State.Preemptions > 0);
    }

    // The oracle's clock is not whole after an idle spell: two arrivals may be rounded, and so may the end.
    static void Same(List<double> oracle, IEnumerable<long> simulated)
    {
        double[] expected = [.. oracle.Order()];
        long[] actual = [.. simulated.Order()];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2.0);
    }

    /// <summary>With the histogram that a queue on a device has for itself.</summary>
    [Fact]
    public void A_replica_keeps_less_than_16_KB_beside_its_requests()
    {
        ServingRules rules = new() { MaxSequences = 1024, BlockTokens = 16 };
        Assert.InRange(sizeof(int) * (rules.StateWords + TokenGaps.Bins) + Unsafe.SizeOf<ServingState>(), 4096, 16_384);
        Assert.Equal(64, Unsafe.SizeOf<ServingRequest>());
    }
}
