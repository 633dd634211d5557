namespace InferenceModeler.Cost;

/// <summary>Item columns of a sweep: what is asked of every deployment.</summary>
public static class SweepInput
{
    public const int PromptTokens = 0;
    public const int OutputTokens = 1;
    public const int CachedPromptTokens = 2;
    public const int Load = 3;
    public const int Count = 4;
}

/// <summary>Output columns of a sweep: an <see cref="OperatingPoint{T}"/>.</summary>
public static class SweepOutput
{
    public const int TtftSeconds = 0;
    public const int TpotSeconds = 1;
    public const int E2eSeconds = 2;
    public const int RequestsPerSecond = 3;
    public const int OutputTokensPerSecond = 4;
    public const int KvOccupancy = 5;
    public const int PowerWatts = 6;
    public const int UsdPerMillionOutputTokens = 7;
    public const int JoulesPerOutputToken = 8;
    public const int UnfitReason = 9;
    public const int Count = 10;
}
