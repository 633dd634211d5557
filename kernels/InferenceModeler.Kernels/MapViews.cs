using ILGPU;

namespace InferenceModeler.Kernels;

/// <summary>The device memory of a map: row after row, item column after item column, output column after output column.</summary>
readonly record struct MapViews(ArrayView<float> Rows, ArrayView<float> Items, ArrayView<float> Outputs);
