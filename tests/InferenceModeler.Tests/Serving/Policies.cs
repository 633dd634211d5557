using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>Every scheduling policy, with and without a prefix cache.</summary>
static class Policies
{
    public static readonly int Count = 8;

    public static string Name(int policy) => new[] { "recompute", "no-evict", "priority", "retract" }[policy / 2] + (policy % 2 == 1 ? ", caching" : "");

    public static bool Preempts(int policy) => policy / 2 != 1;

    public static Simulated Run<TClock>(int policy, TClock clock, ServingRules rules, ServingRequest[] requests, PrefixPart[][]? parts = null, int released = 0, long until = long.MaxValue)
        where TClock : struct, IStepClock<TClock> => policy switch
        {
            0 => Simulated.Of<TClock, RecomputeAdmission>(clock, rules, requests, until, parts, released),
            1 => Simulated.Of<TClock, Caching<RecomputeAdmission>>(clock, rules, requests, until, parts, released),
            2 => Simulated.Of<TClock, NoEvictAdmission>(clock, rules, requests, until, parts, released),
            3 => Simulated.Of<TClock, Caching<NoEvictAdmission>>(clock, rules, requests, until, parts, released),
            4 => Simulated.Of<TClock, PriorityAdmission>(clock, rules, requests, until, parts, released),
            5 => Simulated.Of<TClock, Caching<PriorityAdmission>>(clock, rules, requests, until, parts, released),
            6 => Simulated.Of<TClock, RetractAdmission>(clock, rules, requests, until, parts, released),
            _ => Simulated.Of<TClock, Caching<RetractAdmission>>(clock, rules, requests, until, parts, released),
        };

    /// <summary>The same of ranks that step together.</summary>
    public static Simulated[] RunTogether<TClock>(int policy, TClock clock, ServingRules rules, (ServingRequest[] Requests, PrefixPart[][] Parts)[] ranks)
        where TClock : struct, IJointStepClock<TClock> => policy switch
        {
            0 => Simulated.Together<TClock, RecomputeAdmission>(clock, rules, ranks),
            1 => Simulated.Together<TClock, Caching<RecomputeAdmission>>(clock, rules, ranks),
            2 => Simulated.Together<TClock, NoEvictAdmission>(clock, rules, ranks),
            3 => Simulated.Together<TClock, Caching<NoEvictAdmission>>(clock, rules, ranks),
            4 => Simulated.Together<TClock, PriorityAdmission>(clock, rules, ranks),
            5 => Simulated.Together<TClock, Caching<PriorityAdmission>>(clock, rules, ranks),
            6 => Simulated.Together<TClock, RetractAdmission>(clock, rules, ranks),
            _ => Simulated.Together<TClock, Caching<RetractAdmission>>(clock, rules, ranks),
        };
}
