namespace InferenceModeler.Workloads;

/// <summary>Lengths of one request.</summary>
/// <param name="PromptTokens">All prompt tokens, at least 1.</param>
/// <param name="OutputTokens">At least 1.</param>
/// <param name="CachedPromptTokens">Prompt tokens whose keys and values are already in the prefix cache; less than <paramref name="PromptTokens"/>.</param>
public readonly record struct RequestShape(int PromptTokens, int OutputTokens, int CachedPromptTokens = 0);
