using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A deployment as the queueing equations see it: one attention rank with its share of the arrivals.</summary>
/// <remarks>
/// With pipeline stages the sequences are spread over as many micro-batches; a prompt holds up its own micro-batch fully and each other one by a stage's part.
/// Ranks of attention data parallelism are taken as alike and as independent but for the step they share.
/// </remarks>
public struct ReplicaStep<T> : IStepTime<ReplicaStep<T>, T> where T : struct, IReal<T>
{
    // The residual of the step in progress and the own step are counted by the queueing equations: steps that closed-loop measurements show beside them.
    const float CountedSteps = 1.5f;

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
    public static T Seconds(in ReplicaStep<T> step, T decodeSequences, T meanContextTokens, T prefillTokens, T prefillPositionTokens)
    {
        Batch<T> batch = new()
        {
            DecodeSequences = decodeSequences * step.DecodeShare,
            ContextTokens = meanContextTokens,
            PrefillTokens = prefillTokens * step.PrefillShare,
            PrefillOffsetTokens = prefillPositionTokens,
            PrefillSequences = T.Min(prefillTokens, T.Of(1f)),
        };
        return StepTime.Seconds(in step.Prepared, in batch);
    }

    public static T FirstTokenSeconds(in ReplicaStep<T> step, T meanStepSeconds) =>
        step.Prepared.FirstTokenSeconds + T.Max(step.Prepared.FirstTokenSteps - T.Of(CountedSteps), T.Of(0f)) * meanStepSeconds;
}
