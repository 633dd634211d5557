using System.Text.Json;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What is read back of a document that <c>plan --json</c> wrote.</summary>
sealed record SavedPlan
{
    public required SavedScenario Scenario { get; init; }
    public required IReadOnlyList<SavedOrder> Orders { get; init; }
    public required IReadOnlyList<SavedQuarter> Quarters { get; init; }
    public required IReadOnlyList<SavedLimit> Binding { get; init; }

    /// <summary>Null where there is no plan.</summary>
    public required SavedCost? Cost { get; init; }

    /// <exception cref="InputException">No such file, or not a saved plan.</exception>
    public static SavedPlan Load(string path)
    {
        if (!File.Exists(path)) throw new InputException($"{path}: no such file; write one with plan --json > {path}");
        try
        {
            return JsonSerializer.Deserialize<SavedPlan>(File.ReadAllText(path), JsonOutput.Options) ?? throw new InputException($"{path}: holds nothing");
        }
        catch (JsonException exception)
        {
            throw new InputException($"{path}: not a saved plan ({exception.Message.Split('\n')[0].TrimEnd('.')}); write one with plan --json > {path}");
        }
    }
}

sealed record SavedScenario
{
    public required string Name { get; init; }
    public required string Growth { get; init; }
}

sealed record SavedOrder
{
    public required string Quarter { get; init; }
    public required string Arrives { get; init; }
    public required string Site { get; init; }
    public required string Instance { get; init; }
    public required string Purchase { get; init; }
    public required int Instances { get; init; }
    public required int Accelerators { get; init; }
}

sealed record SavedQuarter
{
    public required string Quarter { get; init; }
    public required double DemandRequestsPerSecond { get; init; }
    public required double CapacityRequestsPerSecond { get; init; }
    public required double Utilisation { get; init; }
    public required double Accelerators { get; init; }
    public required double Megawatts { get; init; }
    public required double CapexUsd { get; init; }
    public required double OpexUsd { get; init; }
    public required double CostUsd { get; init; }
    public required double TonnesCo2 { get; init; }
}

sealed record SavedLimit
{
    public required string Limit { get; init; }
    public required string Where { get; init; }
}

sealed record SavedCost
{
    public required double TotalUsd { get; init; }
    public required double CapexUsd { get; init; }
    public required double OpexUsd { get; init; }
    public required double? UsdPerMillionInputTokens { get; init; }
    public required double? UsdPerMillionOutputTokens { get; init; }
    public required double? UsdPerMillionTokens { get; init; }
}
