using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Output columns of <see cref="OpenLoopBody"/> and <see cref="CapacityBody"/>: what a replica does at a rate.</summary>
public static class OpenLoopOutput
{
    public const int RequestsPerSecond = 0;
    public const int SaturatedRequestsPerSecond = 1;
    public const int TtftSeconds = 2;
    public const int TpotSeconds = 3;
    public const int TtftMeanSeconds = 4;
    public const int TpotMeanSeconds = 5;
    public const int E2eMeanSeconds = 6;
    public const int KvOccupancy = 7;
    public const int DecodeSequences = 8;
    public const int PowerWatts = 9;
    public const int OutputTokensPerSecond = 10;

    /// <summary>1 where the rate is below saturation and latencies hold.</summary>
    public const int Stable = 11;

    public const int Count = 12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write<T, TMemory>(
        ref TMemory memory, int row, int item, in PreparedDeployment<T> p, in ReplicaLimits<T> limits, in MixMoments<T> moments, in OpenLoopPoint<T> point, T rankRate)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T ranks = limits.AttentionRanks, rate = rankRate * ranks;
        memory.Write(RequestsPerSecond, row, item, rate);
        memory.Write(SaturatedRequestsPerSecond, row, item, point.SaturatedRate * ranks);
        memory.Write(TtftSeconds, row, item, point.TtftSeconds);
        memory.Write(TpotSeconds, row, item, point.TpotSeconds);
        memory.Write(TtftMeanSeconds, row, item, point.TtftMeanSeconds);
        memory.Write(TpotMeanSeconds, row, item, point.TpotMeanSeconds);
        memory.Write(E2eMeanSeconds, row, item, point.EndToEndMeanSeconds);
        memory.Write(KvOccupancy, row, item, point.KvShare);
        memory.Write(DecodeSequences, row, item, point.DecodeSequences * ranks);
        Batch<T> decode = new() { DecodeSequences = point.DecodeSequences / limits.PipelineStages, ContextTokens = moments.Context };
        OperatingPoint<T> power = default;
        power.OutputTokensPerSecond = rate * (moments.Decode + T.Of(1f));
        Replica.PowerAndPrice(in p, in limits, rankRate * (moments.Prefill + moments.Decode), Replica.DecodeMemoryShare(in p, in decode, point.MeanStepSeconds), ref power);
        memory.Write(PowerWatts, row, item, power.PowerWatts);
        memory.Write(OutputTokensPerSecond, row, item, power.OutputTokensPerSecond);
        memory.Write(Stable, row, item, point.Stable);
    }
}

/// <summary>
/// Open loop: one mix with its limits per row (<see cref="MixRow"/>), deployments and rates along the lanes: the columns of <see cref="SweepRow"/>, then requests
/// per second of the whole replica.
/// </summary>
public readonly struct OpenLoopBody : IBody
{
    public static int RowFields => MixRow.Fields;

    public static int ItemFields => SweepRow.Fields + 1;

    public static int Outputs => OpenLoopOutput.Count;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        RowMix<T, TMemory> mix = new(memory, row);
        MixMoments<T> moments = MixMoments<T>.Of(in mix);
        T percentile = memory.Row(row, MixRow.Percentile);
        int end = first + count;
        for (int item = first; item < end; item += T.Lanes)
        {
            ItemAsRow<T, TMemory> columns = new(memory, item);
            ReplicaLimits<T> limits = ReplicaLimits<T>.Read(ref columns, 0, PreparedDeployment<T>.Count);
            // Read where it stays: a copy of so many vectors takes as long as a step.
            ReplicaStep<T> step = default;
            step.Prepared = PreparedDeployment<T>.Read(ref columns, 0, 0);
            step.Spread(limits.PipelineStages);
            BatchLimits<T> batch = ReplicaStep<T>.Limits(in limits, in moments);
            T rate = memory.Item(SweepRow.Fields, item) / limits.AttentionRanks;
            OpenLoopPoint<T> point = OpenLoop.Evaluate(in step, in moments, in mix, in batch, ref memory, rate, percentile);
            OpenLoopOutput.Write(ref memory, row, item, in step.Prepared, in limits, in moments, in point, rate);
        }
    }
}
