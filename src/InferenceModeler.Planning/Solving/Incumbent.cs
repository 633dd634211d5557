namespace InferenceModeler.Planning.Solving;

/// <summary>A plan in whole numbers before it is told in words.</summary>
/// <param name="Units">By quarter and pool.</param>
/// <param name="Orders">Instances ordered to arrive, by offer and quarter.</param>
/// <param name="Standing">Instances, by offer and quarter.</param>
/// <param name="Halls">That are ordered, with the quarter in which they are there.</param>
/// <param name="Dispatch">Of all quarters.</param>
/// <param name="Trained">Of all quarters.</param>
/// <param name="Objective">What is minimised.</param>
sealed record Incumbent(double[][] Units, double[,] Orders, double[,] Standing, IReadOnlyList<(int Site, int Hall, int Arrives)> Halls, IReadOnlyList<Dispatch> Dispatch, IReadOnlyList<Trained> Trained, double Objective);
