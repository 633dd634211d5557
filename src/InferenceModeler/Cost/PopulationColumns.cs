using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Row fields of a measured point: counts, rates and limits of its deployment, then what was asked of it.</summary>
public static class PopulationInput
{
    public const int Facts = 0;
    public const int Machine = Facts + StepFacts<Scalar>.Count;
    public const int Limits = Machine + Machine<Scalar>.Count;
    public const int PromptTokens = Limits + ReplicaLimits<Scalar>.Count;
    public const int OutputTokens = PromptTokens + 1;
    public const int CachedPromptTokens = OutputTokens + 1;
    public const int Load = CachedPromptTokens + 1;
    public const int Count = Load + 1;

    /// <summary>Writes the row of a point.</summary>
    public static void Write(PlannedDeployment planned, float promptTokens, float outputTokens, float cachedTokens, float load, Span<float> row)
    {
        StepFactsRow.Write(in planned.Facts, row[Facts..Machine]);
        MachineRow.Write(in planned.Machine, row[Machine..Limits]);
        ReplicaLimitsRow.Write(in planned.Limits, row[Limits..PromptTokens]);
        row[PromptTokens] = promptTokens;
        row[OutputTokens] = outputTokens;
        row[CachedPromptTokens] = cachedTokens;
        row[Load] = load;
    }
}

/// <summary>Output columns of a population: what measurements report.</summary>
public static class PopulationOutput
{
    public const int TtftSeconds = 0;
    public const int TpotSeconds = 1;
    public const int OutputTokensPerSecond = 2;
    public const int Count = 3;
}
