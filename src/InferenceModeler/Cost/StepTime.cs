using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Seconds of one forward pass of a replica over a batch, operator by operator. Per operator the slower of arithmetic and memory counts, with a rounded edge;
/// operators follow one another without overlap; every layer adds its least time, and its experts take at least theirs; the engine's host work overlaps the step in part.
/// </summary>
/// <remarks>
/// The operator groups are inlined into one method without an inlining hint, which the JIT still keeps in registers: a call passes vectors through memory and
/// costs as much as a group. ILGPU inlines them all. Sources: LLM-Viewer and GenZ for
/// the per-operator roof, AIConfigurator for activated experts and latent attention; the floors and the overheads are fitted.
/// </remarks>
public static class StepTime
{
    /// <summary>
    /// A roof with a rounded edge: between the maximum (<paramref name="roundness"/> 0) and the sum (4) of two times. Algebraic, so that it costs one root.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Roof<T>(T left, T right, T roundness) where T : struct, IReal<T>
    {
        T apart = left - right;
        return T.Of(0.5f) * (left + right + T.Sqrt(apart * apart + roundness * left * right));
    }

    /// <summary>Projections and feed-forward, seconds, for all tokens of the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Matrices<T>(in PreparedDeployment<T> p, T tokens) where T : struct, IReal<T>
    {
        return Roof(tokens * p.ProjectionCompute, p.ProjectionMemory, p.RoofRoundness)
            + Roof(tokens * p.FeedForwardCompute, p.FeedForwardMemory, p.RoofRoundness)
            + tokens * p.Elementwise;
    }

    /// <summary>Shared experts, seconds, for all tokens of the step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T SharedExperts<T>(in PreparedDeployment<T> p, T tokens) where T : struct, IReal<T> =>
        Roof(tokens * p.SharedCompute, p.SharedMemory, p.RoofRoundness);

    /// <summary>Routed experts, seconds: the weights of the experts that at least one token chose (uniform routing), and their arithmetic.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Experts<T>(in PreparedDeployment<T> p, T tokens) where T : struct, IReal<T>
    {
        T routed = tokens * p.ExpertTokenFactor;
        T active = p.ResidentExperts * (T.Of(1f) - T.Exp2(routed * p.Log2ExpertMiss));
        return Roof(tokens * p.ExpertCompute, active * p.ExpertMemory, p.RoofRoundness);
    }

    /// <summary>Attention over the cache, seconds: decodes read their context, prefill chunks compute query-key pairs, linear layers update a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Attention<T>(in PreparedDeployment<T> p, in Batch<T> batch) where T : struct, IReal<T>
    {
        T limited = T.Min(batch.ContextTokens, p.LimitTokens);
        T memory = batch.DecodeSequences * (batch.ContextTokens * p.KvMemory + limited * p.KvMemoryLimited + p.StateMemory);
        T decode = batch.DecodeSequences * (batch.ContextTokens * p.DecodeCompute + limited * p.DecodeComputeLimited);
        T seen = batch.PrefillOffsetTokens + T.Of(0.5f) * batch.ChunkTokens;
        T prefill = batch.PrefillTokens * (seen * p.PrefillCompute + T.Min(seen, p.LimitTokens) * p.PrefillComputeLimited);
        T state = (batch.DecodeSequences + batch.PrefillTokens) * p.StateCompute;
        return Roof(decode, memory, p.RoofRoundness) + prefill + state;
    }

    /// <summary>Tensor-parallel all-reduces, expert all-to-alls and pipeline hops, seconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Communication<T>(in PreparedDeployment<T> p, T tokens) where T : struct, IReal<T> =>
        T.Min(p.OneShotLatency + tokens * p.OneShotPerToken, p.TwoShotLatency + tokens * p.TwoShotPerToken)
        + p.AllToAllLatency + tokens * p.AllToAllPerToken
        + p.PipelineLatency + tokens * p.PipelinePerToken;

    /// <summary>The output head over the sampled rows, seconds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Head<T>(in PreparedDeployment<T> p, T rows) where T : struct, IReal<T> =>
        Roof(rows * p.HeadCompute, p.HeadMemory, p.RoofRoundness);

    /// <summary>Seconds of one step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> batch) where T : struct, IReal<T> =>
        Seconds(in p, in batch, batch.DecodeSequences + batch.PrefillTokens, out _);

    /// <summary>Seconds of one step, of them those of the experts; the routed ones compute <paramref name="routedTokens"/>, the mean over the ranks that step together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Seconds<T>(in PreparedDeployment<T> p, in Batch<T> batch, T routedTokens, out T experts) where T : struct, IReal<T>
    {
        T tokens = batch.DecodeSequences + batch.PrefillTokens;
        T requests = batch.DecodeSequences + batch.PrefillSequences;
        experts = Roof(Experts(in p, routedTokens) + SharedExperts(in p, tokens), p.ExpertFloor, p.FloorRoundness);
        T device = Matrices(in p, tokens) + Attention(in p, in batch) + p.LayerFloor + experts + Head(in p, requests) + Communication(in p, tokens);
        return Roof(device, p.StepOverhead + requests * p.RequestOverhead, p.HostRoundness);
    }
}
