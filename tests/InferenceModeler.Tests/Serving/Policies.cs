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
}
