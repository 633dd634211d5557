using ILGPU;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Kernels;

/// <summary>
/// Evaluates one body over a rectangle of a grid. One thread = one row with one item; neighbouring threads hold neighbouring items, so that item columns
/// are read and outputs written in neighbouring words, while a row's fields are the same word for a whole warp. Memory touched per thread: the row's
/// fields, the item's fields, one float per output column.
/// </summary>
static class MapKernel
{
    public static void Run<TBody>(Index1D thread, MapViews views, MapExtent extent) where TBody : struct, IBody
    {
        int row = extent.FirstRow + thread / extent.Width;
        int item = extent.FirstItem + thread % extent.Width;
        ViewMemory memory = new(views, extent, thread);
        TBody.Run<Scalar, ViewMemory>(ref memory, row, item, 1);
    }
}
