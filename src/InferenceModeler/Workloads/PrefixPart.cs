namespace InferenceModeler.Workloads;

/// <summary>A stretch of a prompt that the prefix cache knows as a whole.</summary>
/// <param name="Unit">The same number for the same tokens after the same prefix.</param>
/// <param name="EndTokens">Where it ends, from the start of the prompt.</param>
public readonly record struct PrefixPart(int Unit, int EndTokens);
