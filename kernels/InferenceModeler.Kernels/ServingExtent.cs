namespace InferenceModeler.Kernels;

/// <param name="Columns">Queues.</param>
/// <param name="WordRows">Words of each.</param>
/// <param name="MostTurns">Leaps and steps of each in this launch, so that no launch takes so long that a watchdog ends it.</param>
readonly record struct ServingExtent(int Columns, int WordRows, int MostTurns);
