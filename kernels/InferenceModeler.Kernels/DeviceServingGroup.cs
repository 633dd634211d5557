using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>The neighbouring columns of ranks that step together.</summary>
readonly struct DeviceServingGroup(ServingViews views, ServingExtent extent, int firstColumn) : IServingGroup<DeviceServingMemory>
{
    readonly ServingViews _views = views;
    readonly ServingExtent _extent = extent;
    readonly int _firstColumn = firstColumn;

    public int Ranks => _extent.Ranks;

    public ref ServingState State(int rank) => ref _views.States[_firstColumn + rank];

    public DeviceServingMemory Memory(int rank) => new(_views, _extent.Columns, _firstColumn + rank);
}
