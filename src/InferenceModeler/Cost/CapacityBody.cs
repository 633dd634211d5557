using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Capacity under limits: one mix with its limits per row (<see cref="MixRow"/>), deployments along the lanes (the columns of <see cref="SweepRow"/>). Writes the
/// columns of <see cref="OpenLoopOutput"/> at the capacity, then what binds it.
/// </summary>
public readonly struct CapacityBody : IBody
{
    /// <summary>Column of the <see cref="CapacityBound"/>, after those of <see cref="OpenLoopOutput"/>.</summary>
    public const int Bound = OpenLoopOutput.Count;

    public static int RowFields => MixRow.Fields;

    public static int ItemFields => SweepRow.Fields;

    public static int Outputs => OpenLoopOutput.Count + 1;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        RowMix<T, TMemory> mix = new(memory, row);
        MixMoments<T> moments = MixMoments<T>.Of(in mix);
        T percentile = memory.Row(row, MixRow.Percentile), ttft = memory.Row(row, MixRow.TtftLimitSeconds), tpot = memory.Row(row, MixRow.TpotLimitSeconds);
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
            BatchCeiling<T> ceiling = BatchCeiling<T>.Of(in step, in moments, in batch);
            CapacityPoint<T> capacity = Capacity.Find(in step, in moments, in mix, in batch, in ceiling, percentile, ttft, tpot, out ReplicaLoad<T> load);
            OpenLoopPoint<T> point = OpenLoop.Evaluate(in step, in moments, in mix, in batch, in ceiling, in load, ref memory, capacity.RequestsPerSecond, percentile);
            OpenLoopOutput.Write(ref memory, row, item, in step.Prepared, in limits, in moments, in point, capacity.RequestsPerSecond);
            memory.Write(Bound, row, item, capacity.Bound);
        }
    }
}
