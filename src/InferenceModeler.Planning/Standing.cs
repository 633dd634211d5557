namespace InferenceModeler.Planning;

/// <summary>Instances of one offer in one quarter.</summary>
/// <param name="Quarter">Index in the horizon.</param>
/// <param name="Offer">Index of the offer.</param>
/// <param name="Instances">That stand.</param>
public readonly record struct Standing(int Quarter, int Offer, double Instances);
