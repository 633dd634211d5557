namespace InferenceModeler.Kernels;

/// <summary>What a launch sent through a sieve.</summary>
/// <param name="Missed">Results that missed each band.</param>
/// <param name="Dropped">Results in all bands that are not kept.</param>
/// <param name="Places">Of each kept result its thread.</param>
/// <param name="Kept">Their columns, result after result.</param>
readonly record struct SieveYield(long[] Missed, int Dropped, ReadOnlyMemory<int> Places, ReadOnlyMemory<float> Kept);
