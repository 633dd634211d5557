using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Pieces that every closed form shares: how many sequences fit, how a prompt is cut into chunks, power and price at a rate.</summary>
public static class Replica
{
    /// <summary>Bytes of KV memory of one sequence with this many tokens resident, whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T SequenceBytes<T>(in ReplicaLimits<T> limits, T tokens) where T : struct, IReal<T>
    {
        T resident = Whole.CeilDivide(tokens, limits.KvBlockTokens) * limits.KvBlockTokens;
        return resident * limits.KvBytesPerToken + T.Min(resident, limits.WindowTokens) * limits.KvBytesPerWindowToken + limits.KvBytesPerSequence;
    }

    /// <summary>
    /// Sequences that one attention rank holds at once: the scheduler's limit or the KV memory's, each sequence at its mean length over its life
    /// (prompt + half the output). At least 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T MaxSequences<T>(in ReplicaLimits<T> limits, T promptTokens, T outputTokens) where T : struct, IReal<T>
    {
        T mean = T.Floor(promptTokens + T.Of(0.5f) * outputTokens);
        T fit = T.Floor(limits.KvFreeBytes / SequenceBytes(in limits, mean));
        return T.Max(T.Min(fit, limits.MaxSequences), T.Of(1f));
    }

    /// <summary>Why the shape cannot be served at all, as a number of <see cref="Unfit"/>.</summary>
    public static T UnfitReason<T>(in ReplicaLimits<T> limits, T promptTokens, T outputTokens) where T : struct, IReal<T>
    {
        T total = promptTokens + outputTokens;
        T memory = T.Where(limits.KvFreeBytes, SequenceBytes(in limits, total), T.Of((float)Unfit.KvMemoryTooSmall), T.Of((float)Unfit.Fits));
        return T.Where(limits.MaxContextTokens, total, T.Of((float)Unfit.ContextTooLong), memory);
    }

    /// <summary>A batch of one prompt's mean chunk, of a prompt that is cut into chunks of the token budget; what is left of it shares its step with the next prompt and counts as a part of a chunk, so that time never falls when prompts grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Batch<T> MeanChunk<T>(in ReplicaLimits<T> limits, T newTokens, T cachedTokens, out T chunks) where T : struct, IReal<T>
    {
        chunks = T.Max(newTokens / limits.MaxBatchedTokens, T.Of(1f));
        T chunk = newTokens / chunks;
        return new()
        {
            PrefillTokens = chunk,
            ChunkTokens = chunk,
            PrefillOffsetTokens = cachedTokens + T.Of(0.5f) * (newTokens - chunk),
            PrefillSequences = T.Of(1f),
        };
    }

    /// <summary>
    /// Power, energy and price at a rate. Power of an accelerator rises from rest with the share of the matrix peak and of the memory bandwidth in use and
    /// saturates: rest + active × (1 − exp(−(rise_c·U_c + rise_m·U_m))), fitted on H100 measurements (ML.ENERGY), carried over to others by their limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PowerAndPrice<T>(in PreparedDeployment<T> p, in ReplicaLimits<T> limits, T computedTokensPerSecond, T memoryShare, ref OperatingPoint<T> point)
        where T : struct, IReal<T>
    {
        T matrixShare = computedTokensPerSecond * p.PeakMatrixPerToken;
        T activity = p.MatrixPowerRise * matrixShare + p.MemoryPowerRise * memoryShare;
        T saturation = T.Of(1f) - T.Exp2(T.Of(-1.44269504f) * activity);
        point.PowerWatts = limits.Accelerators * (p.IdleWatts + p.ActiveWatts * saturation);
        point.JoulesPerOutputToken = point.PowerWatts / point.OutputTokensPerSecond;
        T usd = limits.UsdPerHour * T.Of((float)(1e6 / 3600)) / point.OutputTokensPerSecond;
        point.UsdPerMillionOutputTokens = T.Where(limits.UsdPerHour, T.Of(0f), T.Of(-1f), usd);
    }

    /// <summary>Share of the memory bandwidth that decode steps of this batch and duration use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T DecodeMemoryShare<T>(in PreparedDeployment<T> p, in Batch<T> batch, T secondsPerStep) where T : struct, IReal<T>
    {
        T active = p.ResidentExperts * (T.Of(1f) - T.Exp2(batch.DecodeSequences * p.ExpertTokenFactor * p.Log2ExpertMiss));
        T cache = batch.DecodeSequences
            * (batch.ContextTokens * p.PeakKvMemory + T.Min(batch.ContextTokens, p.LimitTokens) * p.PeakKvMemoryLimited);
        return (p.PeakWeightMemory + active * p.PeakExpertMemory + cache) / secondsPerStep;
    }
}
