using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <summary>Evaluates parts of a sweep on a compute backend.</summary>
public sealed unsafe class SweepEvaluation(IComputeBackend backend, SweepSpace space, SweepSettings settings)
{
    float[] _outputs = [];

    /// <summary>What a part keeps: in the order of the space where everything is kept.</summary>
    /// <param name="part">A part of the space.</param>
    /// <param name="progress">Told the evaluations done of this part.</param>
    /// <param name="cancellation">Stops the part.</param>
    public SweepKeeper Run(SweepPart part, IProgress<long>? progress = null, CancellationToken cancellation = default) => settings.Mode switch
    {
        SweepMode.Closed => Run<ClosedLoopForm>(part, progress, cancellation),
        SweepMode.Static => Run<StaticBatchForm>(part, progress, cancellation),
        _ => Run<OfflineForm>(part, progress, cancellation),
    };

    SweepKeeper Run<TForm>(SweepPart part, IProgress<long>? progress, CancellationToken cancellation) where TForm : struct, IClosedForm
    {
        WorkGrid grid = space.Grid<TForm>(part);
        SweepKeeper keeper = new(space, settings, part);
        if (settings.Keep == SweepKeep.All)
        {
            int length = grid.OutputLength(SweepOutput.Count);
            if (_outputs.Length < length) _outputs = GC.AllocateUninitializedArray<float>(length, pinned: true);
            backend.Map<SweepBody<TForm>>(grid, _outputs.AsMemory(0, length), cancellation);
            fixed (float* outputs = _outputs) keeper.Add(new Chunk(outputs, grid.RowCount * grid.ItemStride, grid.ItemStride, 0, grid.RowCount, 0, grid.ItemCount));
            progress?.Report(part.Evaluations);
        }
        else
        {
            backend.Reduce<SweepBody<TForm>, SweepKeeper>(grid, keeper, progress, cancellation);
        }
        return keeper;
    }
}
