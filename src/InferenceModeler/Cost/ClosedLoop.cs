using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// A replica that always has the same number of requests in flight: the load of most published serving measurements.
/// </summary>
/// <remarks>
/// Mean field: every request decodes in a batch of the mean size at the mean context, and each of the other requests on its rank computes its prompt once while
/// it decodes. The share of that work which really delays it is below 1, because several prompts share a step and start-up phases overlap (fitted). Breaks where
/// requests start in lock-step (static batches: <see cref="StaticBatch"/>), and where outputs are so short that a decode phase holds no whole prefill.
/// </remarks>
public static class ClosedLoop
{
    /// <param name="p">The deployment.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="promptTokens">Prompt, whole tokens, at least 1.</param>
    /// <param name="outputTokens">Output, whole tokens, at least 1.</param>
    /// <param name="cachedTokens">Of the prompt, in the prefix cache already.</param>
    /// <param name="concurrency">Requests in flight in the whole replica, at least 1; those beyond its capacity wait.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static OperatingPoint<T> Evaluate<T>(
        in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T promptTokens, T outputTokens, T cachedTokens, T concurrency)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), zero = T.Of(0f);
        T most = Replica.MaxSequences(in limits, promptTokens, outputTokens);
        T onRank = T.Max(T.Min(concurrency / limits.AttentionRanks, most), one);
        T running = T.Min(concurrency, limits.AttentionRanks * most);
        T inStep = T.Max(onRank / limits.PipelineStages, one);

        Batch<T> mixed = Replica.MeanChunk(in limits, promptTokens - cachedTokens, cachedTokens, out T chunks);
        Batch<T> decode = new() { DecodeSequences = inStep, ContextTokens = promptTokens + T.Of(0.5f) * outputTokens };
        T lonePrefill = chunks * StepTime.Seconds(in p, in mixed);
        T decodeStep = StepTime.Seconds(in p, in decode);
        mixed.DecodeSequences = decode.DecodeSequences;
        mixed.ContextTokens = decode.ContextTokens;
        T prefillExtra = chunks * T.Max(StepTime.Seconds(in p, in mixed) - decodeStep, zero);

        // Others in the same micro-batch delay a request by their whole prefill, those in the other pipeline stages by one stage of it, those on other
        // attention ranks by a fitted share (ranks step together, but their prefills partly coincide).
        T others = (inStep - one) + (onRank - inStep) / limits.PipelineStages + p.CrossRankInterference * (running - onRank);
        others = T.Max(others, zero);
        T decodes = T.Max(outputTokens - one, one);
        T tpot = decodeStep + p.PrefillInterference * others * prefillExtra / decodes;
        T ttft = p.FirstTokenSeconds + p.PromptTokenSeconds * promptTokens + p.FirstTokenPrefillShare * lonePrefill + p.FirstTokenSteps * decodeStep
            + p.PrefillQueueing * (inStep - one) * prefillExtra;
        T served = ttft + (outputTokens - one) * tpot;
        T rate = running / served;
        T queued = (concurrency - running) / rate;

        OperatingPoint<T> point = default;
        point.TtftSeconds = ttft + queued;
        point.TpotSeconds = tpot;
        point.E2eSeconds = served + queued;
        point.RequestsPerSecond = rate;
        point.OutputTokensPerSecond = rate * outputTokens;
        point.KvOccupancy = T.Min(running / limits.AttentionRanks * Replica.SequenceBytes(in limits, T.Floor(decode.ContextTokens)) / limits.KvFreeBytes, one);
        point.UnfitReason = Replica.UnfitReason(in limits, promptTokens, outputTokens);
        T computed = rate / limits.AttentionRanks * (promptTokens - cachedTokens + outputTokens);
        Replica.PowerAndPrice(in p, in limits, computed, Replica.DecodeMemoryShare(in p, in decode, tpot), ref point);
        return point;
    }
}
