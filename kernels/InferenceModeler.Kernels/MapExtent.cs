namespace InferenceModeler.Kernels;

/// <summary>The scalars of a map launch.</summary>
/// <param name="RowFields">Floats per row.</param>
/// <param name="ItemStride">Floats from item column to item column.</param>
/// <param name="FirstRow">The row of thread 0.</param>
/// <param name="FirstItem">The item of thread 0.</param>
/// <param name="Width">Items per row in this launch.</param>
/// <param name="Threads">Threads of this launch: floats from output column to output column.</param>
readonly record struct MapExtent(int RowFields, int ItemStride, int FirstRow, int FirstItem, int Width, int Threads);
