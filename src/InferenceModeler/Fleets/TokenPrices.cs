namespace InferenceModeler.Fleets;

/// <summary>What customers pay, US dollars per million tokens.</summary>
public readonly record struct TokenPrices(double UsdPerMillionInputTokens, double UsdPerMillionOutputTokens);
