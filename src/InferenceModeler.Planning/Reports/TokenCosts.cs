namespace InferenceModeler.Planning.Reports;

/// <summary>Token prices at which revenue is what the tokens cost, in the ratio in which customers pay for input and output.</summary>
/// <param name="UsdPerMillionInputTokens">Cached ones too.</param>
/// <param name="UsdPerMillionOutputTokens">Generated ones.</param>
/// <param name="UsdPerMillionTokens">Of both, blended as they come.</param>
public readonly record struct TokenCosts(double UsdPerMillionInputTokens, double UsdPerMillionOutputTokens, double UsdPerMillionTokens)
{
    /// <summary>Price of an output token ÷ price of an input token where customers' prices do not say: what public price lists ask for most models.</summary>
    public const double OutputWeight = 4;

    const double Million = 1e6;

    public static TokenCosts Of(double usd, double inputTokens, double outputTokens, double outputWeight)
    {
        double input = usd / (inputTokens + outputWeight * outputTokens) * Million;
        return new(input, outputWeight * input, usd / (inputTokens + outputTokens) * Million);
    }

    public TokenCosts Times(double factor) => new(UsdPerMillionInputTokens * factor, UsdPerMillionOutputTokens * factor, UsdPerMillionTokens * factor);
}
