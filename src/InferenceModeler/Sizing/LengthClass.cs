namespace InferenceModeler.Sizing;

/// <summary>Requests of similar lengths, and what serves them at the least cost per token.</summary>
/// <param name="MostPromptTokens">Upper end of the prompt, inclusive; <see cref="int.MaxValue"/> for none.</param>
/// <param name="MostOutputTokens">Upper end of the output, inclusive; <see cref="int.MaxValue"/> for none.</param>
/// <param name="Share">Share of all requests.</param>
/// <param name="Cheapest">The cheapest deployment within the limits; null where none keeps them.</param>
/// <param name="UsdPerMillionOutputTokens">Its cost at its best load, whole and busy instances assumed.</param>
/// <param name="RunnerUp">The cheapest deployment of another accelerator, if any.</param>
/// <param name="RunnerUpUsdPerMillionOutputTokens">Its cost.</param>
public sealed record LengthClass(int MostPromptTokens, int MostOutputTokens, double Share, Deployment? Cheapest, double UsdPerMillionOutputTokens,
    Deployment? RunnerUp, double RunnerUpUsdPerMillionOutputTokens);
