using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A deployment as the queueing equations see it: one attention rank with its share of the arrivals.</summary>
/// <remarks>
/// With pipeline stages the sequences are spread over as many micro-batches; a prompt holds up its own micro-batch fully and each other one by a stage's part.
/// Ranks of attention data parallelism have arrivals of their own; what they wait for one another is in <see cref="MeanStep{T}"/>.
/// </remarks>
public struct ReplicaStep<T> : IStepTime<ReplicaStep<T>, T> where T : struct, IReal<T>
{
    // First tokens of closed loops wait that many steps even under an engine that schedules in step with the device (vLLM before 0.14, fitted): new requests come
    // bunched, right after steps that finished others. The queueing equations and the simulator have the step in progress and the own one; what an engine
    // takes beyond (scheduling a step ahead: one) is late.
    const float CountedSteps = 3.5f;

    public PreparedDeployment<T> Prepared;

    /// <summary>Parts of the decoding sequences and of the prompt tokens of a step that one micro-batch holds.</summary>
    public T DecodeShare, PrefillShare;

    public static ReplicaStep<T> Of(in PreparedDeployment<T> prepared, in ReplicaLimits<T> limits) => Of(in prepared, limits.PipelineStages);

    public static ReplicaStep<T> Of(in PreparedDeployment<T> prepared, T pipelineStages)
    {
        ReplicaStep<T> step = new() { Prepared = prepared };
        step.Spread(pipelineStages);
        return step;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Spread(T pipelineStages)
    {
        T perStage = T.Of(1f) / pipelineStages;
        DecodeShare = perStage;
        PrefillShare = (T.Of(2f) - perStage) * perStage;
    }

    /// <summary>The batch limits of one attention rank for a mix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static BatchLimits<T> Limits(in ReplicaLimits<T> limits, in MixMoments<T> mix)
    {
        T context = T.Max(T.Floor(mix.Context), T.Of(1f));
        T tokens = limits.KvFreeBytes / Replica.SequenceBytes(in limits, context) * context;
        return new(limits.MaxBatchedTokens * limits.PipelineStages, limits.MaxSequences * limits.PipelineStages, tokens);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Seconds(in ReplicaStep<T> step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens) =>
        Seconds(in step, decodeSequences, meanContextTokens, prefillTokens, prefillPositionTokens, prefillTokens, out _);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Seconds(in ReplicaStep<T> step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens, T sharedTokens, out T shared)
    {
        Batch<T> batch = BatchOf(in step, decodeSequences, meanContextTokens, prefillTokens, prefillPositionTokens);
        return StepTime.Seconds(in step.Prepared, in batch, batch.DecodeSequences + sharedTokens * step.PrefillShare, out shared);
    }

    /// <summary>What one micro-batch of the step holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Batch<T> BatchOf(in ReplicaStep<T> step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens) => new()
    {
        DecodeSequences = decodeSequences * step.DecodeShare,
        ContextTokens = meanContextTokens,
        PrefillTokens = prefillTokens * step.PrefillShare,
        PrefillOffsetTokens = prefillPositionTokens,
        PrefillSequences = T.Min(prefillTokens, T.Of(1f)),
    };

    public static T Ranks(in ReplicaStep<T> step) => step.Prepared.ExpertTokenFactor;

    public static T FirstTokenSeconds(in ReplicaStep<T> step, T meanStepSeconds, T meanPromptTokens) =>
        step.Prepared.FirstTokenSeconds + step.Prepared.PromptTokenSeconds * meanPromptTokens + T.Max(step.Prepared.FirstTokenSteps - T.Of(CountedSteps), T.Of(0f)) * meanStepSeconds;
}
