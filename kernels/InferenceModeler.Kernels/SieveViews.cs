using ILGPU;

namespace InferenceModeler.Kernels;

/// <summary>The device memory of a sieve.</summary>
/// <param name="Outputs">A launch's results, column after column.</param>
/// <param name="Groups">Group of item class 0 of every row of the grid, then the class of every item.</param>
/// <param name="Factors">Factor of every row of the grid, then column, least and most of every band.</param>
/// <param name="Table">Per group and class: least loss, or results.</param>
/// <param name="Limits">Per group and class: the largest loss that may be kept.</param>
/// <param name="Counts">Of a launch: results that missed each band, results in all of them, results kept.</param>
/// <param name="Places">Of each kept result its thread.</param>
/// <param name="Kept">Kept results, one after the other.</param>
readonly record struct SieveViews(
    ArrayView<float> Outputs, ArrayView<int> Groups, ArrayView<float> Factors, ArrayView<int> Table, ArrayView<int> Limits, ArrayView<int> Counts, ArrayView<int> Places, ArrayView<float> Kept);
