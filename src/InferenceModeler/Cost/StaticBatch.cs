using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// A batch of equal requests that start together and run to the end: prompts first, as many per step as the token budget holds, then decode steps at the mean
/// context. Batches beyond the replica's capacity run in waves. Time outside the model (HTTP, tokenisation) is not part of it.
/// </summary>
public static class StaticBatch
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T batchSize)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), half = T.Of(0.5f);
        T most = Replica.MaxSequences(in limits, promptTokens, outputTokens);
        T perRank = Whole.CeilDivide(batchSize, limits.AttentionRanks);
        T waves = Whole.CeilDivide(perRank, most);
        T onRank = perRank / waves;
        T newTokens = promptTokens - cachedTokens;

        Batch<T> prefill = Replica.MeanChunk(in limits, newTokens, cachedTokens, out _);
        T steps = T.Max(onRank * newTokens / limits.MaxBatchedTokens, one);
        T tokens = onRank * newTokens / steps;
        prefill.PrefillSequences = tokens / prefill.ChunkTokens;
        prefill.PrefillTokens = tokens;
        T ttft = steps * StepTime.Seconds(in p, in prefill);

        Batch<T> decode = new() { DecodeSequences = T.Max(onRank / limits.PipelineStages, one), ContextTokens = promptTokens + half * outputTokens };
        T tpot = StepTime.Seconds(in p, in decode);
        T wave = ttft + (outputTokens - one) * tpot;

        OperatingPoint<T> point = default;
        point.TtftSeconds = ttft + half * (waves - one) * wave;
        point.TpotSeconds = tpot;
        point.E2eSeconds = waves * wave;
        point.RequestsPerSecond = batchSize / point.E2eSeconds;
        point.OutputTokensPerSecond = point.RequestsPerSecond * outputTokens;
        point.KvOccupancy = T.Min(onRank * Replica.SequenceBytes(in limits, T.Floor(decode.ContextTokens)) / limits.KvFreeBytes, one);
        point.UnfitReason = Replica.UnfitReason(in limits, promptTokens, outputTokens);
        T computed = point.RequestsPerSecond / limits.AttentionRanks * (newTokens + outputTokens);
        Replica.PowerAndPrice(in p, in limits, computed, Replica.DecodeMemoryShare(in p, in decode, tpot), ref point);
        return point;
    }
}
