namespace InferenceModeler.Compute;

/// <summary>A rectangle of a grid.</summary>
readonly record struct Tile(int FirstRow, int Rows, int FirstItem, int Items);
