namespace InferenceModeler.Kernels;

/// <summary>The scalars of a sieve: where the launch lies in its grid, then what <see cref="Compute.Sieve"/> says.</summary>
readonly record struct SieveExtent(
    int FirstRow, int FirstItem, int Width, int Threads, int Rows, int Columns, int Capacity, int Workers,
    int Kind, int Bands, int LossColumn, int ClassColumn, float ClassFactor, int Most, int Shift, int FirstClass, int Classes);
