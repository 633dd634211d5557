using InferenceModeler.Numerics;
using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

/// <summary>One replica run to its end.</summary>
sealed record Simulated(ServingRequest[] Requests, ServingState State, LogHistogram Gaps)
{
    public static Simulated Of<TClock>(TClock clock, ServingRules rules, ServingRequest[] requests, long until = long.MaxValue) where TClock : struct, IStepClock<TClock> =>
        Of<TClock, RecomputeAdmission>(clock, rules, requests, until);

    public static unsafe Simulated Of<TClock, TAdmission>(TClock clock, ServingRules rules, ServingRequest[] requests, long until = long.MaxValue)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
    {
        LogHistogram gaps = new();
        ServingState state = new() { FreeBlocks = rules.KvBlocks };
        ServingRequest[] own = [.. requests];
        fixed (int* words = new int[rules.StateWords])
        fixed (ServingRequest* at = own)
        {
            HostServingMemory memory = new(words, at, gaps);
            ServingReplica.Run<TClock, TAdmission, HostServingMemory>(ref memory, ref state, in clock, in rules, own.Length, until);
        }
        return new(own, state, gaps);
    }
}
