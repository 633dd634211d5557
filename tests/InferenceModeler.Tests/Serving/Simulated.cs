using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Serving;

/// <summary>One replica run to its end.</summary>
sealed record Simulated(ServingRequest[] Requests, ServingState State, LogHistogram Gaps)
{
    public static Simulated Of<TClock>(TClock clock, ServingRules rules, ServingRequest[] requests, long until = long.MaxValue) where TClock : struct, IStepClock<TClock> =>
        Of<TClock, RecomputeAdmission>(clock, rules, requests, until);

    /// <param name="clock">Tells how long a step takes.</param>
    /// <param name="rules">Limits.</param>
    /// <param name="requests">In order of arrival.</param>
    /// <param name="until">Microseconds.</param>
    /// <param name="parts">Of each prompt, for a prefix cache; units are numbered without gaps. Null: every prompt a unit of its own.</param>
    /// <param name="released">Requests of a closed loop that have their time of arrival.</param>
    public static Simulated Of<TClock, TAdmission>(TClock clock, ServingRules rules, ServingRequest[] requests, long until = long.MaxValue, PrefixPart[][]? parts = null, int released = 0)
        where TClock : struct, IStepClock<TClock>
        where TAdmission : struct, IAdmission
    {
        ServingState state = new() { FreeBlocks = rules.KvBlocks, Released = released };
        (ServingRequest[] own, LogHistogram gaps, HostServingMemory memory) = Memory(rules, requests, parts);
        ServingReplica.Run<TClock, TAdmission, HostServingMemory>(ref memory, ref state, in clock, in rules, own.Length, until);
        return new(own, state, gaps);
    }

    /// <summary>Ranks that step together.</summary>
    public static Simulated[] Together<TClock, TAdmission>(TClock clock, ServingRules rules, (ServingRequest[] Requests, PrefixPart[][] Parts)[] ranks)
        where TClock : struct, IJointStepClock<TClock>
        where TAdmission : struct, IAdmission
    {
        var parts = ranks.Select(rank => Memory(rules, rank.Requests, rank.Parts)).ToArray();
        HostServingMemory[] memories = [.. parts.Select(p => p.Memory)];
        ServingState[] states = [.. ranks.Select(rank => new ServingState { FreeBlocks = rules.KvBlocks, Known = rank.Requests.Length })];
        ServingReplica.RunTogether<TClock, TAdmission, HostServingMemory, HostServingGroup>(new(memories, states), in clock, in rules, long.MaxValue);
        return [.. parts.Zip(states).Select(p => new Simulated(p.First.Own, p.Second, p.First.Gaps))];
    }

    static (ServingRequest[] Own, LogHistogram Gaps, HostServingMemory Memory) Memory(ServingRules rules, ServingRequest[] requests, PrefixPart[][]? parts)
    {
        LogHistogram gaps = new();
        ServingRequest[] own = [.. requests];
        parts ??= [.. requests.Select((r, i) => new PrefixPart[] { new(i, r.PromptTokens) })];
        int[] first = new int[own.Length + 1];
        for (int i = 0; i < own.Length; i++) first[i + 1] = first[i] + parts[i].Length;
        PrefixPart[] all = [.. parts.SelectMany(p => p)];
        int units = all.Length == 0 ? 0 : all.Max(p => p.Unit) + 1;
        return (own, gaps, new(new int[rules.StateWords + units * rules.UnitWords], own, gaps, all, first));
    }
}
