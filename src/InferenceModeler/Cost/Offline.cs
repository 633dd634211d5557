using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// All requests queued at once: the replica runs as full as its memory and its scheduler allow, every prefill displaces decode time, and the batch drains at
/// the end.
/// </summary>
/// <remarks>Optimistic where the engine keeps KV memory back for growth.</remarks>
public static class Offline
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T requests)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), half = T.Of(0.5f), zero = T.Of(0f);
        T most = Replica.MaxSequences(in limits, promptTokens, outputTokens);
        T onRank = T.Max(T.Min(most, requests / limits.AttentionRanks), one);
        T inStep = T.Max(onRank / limits.PipelineStages, one);

        Batch<T> mixed = Replica.MeanChunk(in limits, promptTokens - cachedTokens, cachedTokens, out T chunks);
        Batch<T> decode = new() { DecodeSequences = inStep, ContextTokens = promptTokens + half * outputTokens };
        T decodeStep = StepTime.Seconds(in p, in decode);
        mixed.DecodeSequences = decode.DecodeSequences;
        mixed.ContextTokens = decode.ContextTokens;
        T prefillExtra = chunks * T.Max(StepTime.Seconds(in p, in mixed) - decodeStep, zero);

        T residence = outputTokens * decodeStep + (inStep + (onRank - inStep) / limits.PipelineStages) * prefillExtra;
        // As many residences as there are fillings of the replica, and half of one for the drain, which a single filling does not have.
        T fillings = requests / T.Min(requests, limits.AttentionRanks * most);
        T total = residence * (fillings + half * (one - one / fillings));

        OperatingPoint<T> point = default;
        point.TpotSeconds = residence / outputTokens;
        point.E2eSeconds = total;
        point.TtftSeconds = half * (total - residence) + decodeStep + half * (inStep + one) * prefillExtra;
        point.RequestsPerSecond = requests / total;
        point.OutputTokensPerSecond = point.RequestsPerSecond * outputTokens;
        point.KvOccupancy = T.Min(onRank * Replica.SequenceBytes(in limits, T.Floor(decode.ContextTokens)) / limits.KvFreeBytes, one);
        point.UnfitReason = Replica.UnfitReason(in limits, promptTokens, outputTokens);
        T computed = point.RequestsPerSecond / limits.AttentionRanks * (promptTokens - cachedTokens + outputTokens);
        Replica.PowerAndPrice(in p, in limits, computed, Replica.DecodeMemoryShare(in p, in decode, point.TpotSeconds), ref point);
        return point;
    }
}
