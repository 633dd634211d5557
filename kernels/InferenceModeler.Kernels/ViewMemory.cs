using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Kernels;

/// <summary>The device's memory policy: views into the tables, and outputs written to this thread's own slot.</summary>
readonly struct ViewMemory(MapViews views, MapExtent extent, int slot) : IMemory<Scalar>
{
    readonly MapViews _views = views;
    readonly MapExtent _extent = extent;
    readonly int _slot = slot;

    public static bool Keeps => false;

    public void Keep(int place, Scalar value)
    {
    }

    public Scalar Kept(int place) => default;

    public Scalar Row(int row, int field) => new(_views.Rows[row * _extent.RowFields + field]);

    public int Count(int row, int field) => (int)_views.Rows[row * _extent.RowFields + field];

    public Scalar Item(int field, int item) => new(_views.Items[field * _extent.ItemStride + item]);

    public void Write(int column, int row, int item, Scalar value) => _views.Outputs[column * _extent.Threads + _slot] = value.Value;
}
