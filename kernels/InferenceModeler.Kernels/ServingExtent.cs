namespace InferenceModeler.Kernels;

/// <param name="Columns">Queues.</param>
/// <param name="Ranks">Queues that step together, neighbours; 1 for none.</param>
/// <param name="WordRows">Words of each.</param>
/// <param name="MostTurns">Leaps and steps of each in this launch, so that no launch takes so long that a watchdog ends it.</param>
readonly record struct ServingExtent(int Columns, int Ranks, int WordRows, int MostTurns);
