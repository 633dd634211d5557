using ILGPU;
using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>
/// Advances queues. One thread = one queue; its counters lie in registers while it runs and in global memory between launches. Memory touched per thread: its
/// counters (0.4 KB, in and out), its deployment's step time (0.3 KB), and per turn a few words and request records of its column.
/// </summary>
static class ServingKernels
{
    public static void Run<TAdmission>(Index1D thread, ServingViews views, ServingExtent extent) where TAdmission : struct, IAdmission
    {
        int column = thread;
        ServingOrder order = views.Orders[column];
        if (order.Left == 0) return;
        Clear(in views, in extent, column, order.OwnWords);
        ServingState state = views.States[column];
        DeviceServingMemory memory = new(views, extent.Columns, column);
        bool reached = ServingReplica.Run<DeploymentClock, TAdmission, DeviceServingMemory>(
            ref memory, ref state, in views.Clocks[order.Setup], in views.Rules[order.Setup], order.Known, order.Until, extent.MostTurns);
        views.States[column] = state;
        views.Orders[column].Left = reached ? 0 : 1;
    }

    /// <summary>Ranks that step together. One thread = the ranks of a replica, whose columns are neighbours; their counters stay in global memory.</summary>
    public static void RunTogether<TAdmission>(Index1D thread, ServingViews views, ServingExtent extent) where TAdmission : struct, IAdmission
    {
        int column = thread * extent.Ranks;
        ServingOrder order = views.Orders[column];
        if (order.Left == 0) return;
        for (int rank = 0; rank < extent.Ranks; rank++)
        {
            Clear(in views, in extent, column + rank, views.Orders[column + rank].OwnWords);
            views.States[column + rank].Known = views.Orders[column + rank].Known;
        }
        DeviceServingGroup group = new(views, extent, column);
        bool reached = ServingReplica.RunTogether<DeploymentClock, TAdmission, DeviceServingMemory, DeviceServingGroup>(
            in group, in views.Clocks[order.Setup], in views.Rules[order.Setup], order.Until, extent.MostTurns);
        for (int rank = 0; rank < extent.Ranks; rank++) views.Orders[column + rank].Left = reached ? 0 : 1;
    }

    /// <summary>Empties what another run left in the column.</summary>
    static void Clear(in ServingViews views, in ServingExtent extent, int column, int ownWords)
    {
        if (ownWords == 0)
            for (int bin = 0; bin < TokenGaps.Bins; bin++) views.Gaps[bin * extent.Columns + column] = 0;
        for (int row = ownWords; row < extent.WordRows; row++) views.Words[row * extent.Columns + column] = 0;
        views.Orders[column].OwnWords = extent.WordRows;
    }

    /// <summary>Puts each value in its place.</summary>
    public static void Scatter<T>(Index1D thread, ArrayView<T> values, ArrayView<int> places, ArrayView<T> table) where T : unmanaged => table[places[thread]] = values[thread];

    /// <summary>Takes each value from its place.</summary>
    public static void Gather<T>(Index1D thread, ArrayView<T> values, ArrayView<int> places, ArrayView<T> table) where T : unmanaged => values[thread] = table[places[thread]];
}
