using System.Text.Json;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What is read back of a document that <c>plan --json</c> wrote.</summary>
sealed record SavedPlan
{
    public required SavedScenario Scenario { get; init; }
    public required IReadOnlyList<SavedOrder> Orders { get; init; }
    public required IReadOnlyList<SavedQuarter> Quarters { get; init; }
    public required IReadOnlyList<SavedLimit> Binding { get; init; }

    /// <summary>Null where there is no plan, as what follows.</summary>
    public required SavedCost? Cost { get; init; }

    public required double? OptimalityGap { get; init; }

    /// <summary>Null where no dollars are minimised.</summary>
    public required double? GapUsd { get; init; }

    /// <summary>Of the demand: requests by their priority, training with it.</summary>
    public required double? UnservedShare { get; init; }

    public required IReadOnlyList<SavedFleet> Fleet { get; init; }

    /// <summary>Of the requests of the horizon.</summary>
    public double? UnservedRequestShare => Cost is null ? null : Quarters.Sum(q => q.UnservedRequests) is > 0 and var unserved ? unserved / Quarters.Sum(q => q.ServedRequests + q.UnservedRequests) : 0;

    /// <exception cref="InputException">No such file, or not a saved plan.</exception>
    public static SavedPlan Load(string path)
    {
        InputFile.Check(path, path, $"write one with plan --json > {path}");
        string text = File.ReadAllText(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw NotSaved(path, text.Trim().Length == 0 ? "it is empty" : $"not JSON from line {exception.LineNumber + 1} on");
        }
        try
        {
            SavedPlan saved = JsonSerializer.Deserialize<SavedPlan>(text, s_strict) ?? throw NotSaved(path, "it holds nothing");
            return saved.Fault() is { } fault ? throw NotSaved(path, fault) : saved;
        }
        catch (JsonException exception)
        {
            string place = exception.Path?.TrimStart('$', '.') ?? "";
            throw NotSaved(path, place.Length > 0 ? $"{place} is incomplete or of another kind" : "scenario, orders, quarters, fleet, binding, cost or a gap is missing");
        }
    }

    // No null where a value has to be.
    static readonly JsonSerializerOptions s_strict = new(JsonOutput.Options) { RespectNullableAnnotations = true };

    // What no plan says.
    string? Fault()
    {
        if (Cost is not null && Quarters.Count == 0) return "quarters is empty";
        for (int i = 0; i < Orders.Count; i++)
        {
            SavedOrder order = Orders[i];
            if (!IsQuarter(order.Quarter) || !IsQuarter(order.Arrives)) return $"orders[{i}] comes in '{order.Quarter}' and '{order.Arrives}', which are no quarters";
            if (order.Instances < 1 || order.Accelerators < 0) return $"orders[{i}] is of {order.Instances} instances and {order.Accelerators} accelerators";
        }
        return Quarters.Select((q, i) => IsQuarter(q.Quarter) ? null : $"quarters[{i}] is '{q.Quarter}', which is no quarter").FirstOrDefault(fault => fault is not null);
    }

    static bool IsQuarter(string text) => Fleets.Quarter.Read(text) is not null;

    static InputException NotSaved(string path, string why) => new($"{path}: not a saved plan ({why}); write one with plan SCENARIO.yaml --json");
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
    public required double ServedRequests { get; init; }
    public required double UnservedRequests { get; init; }
}

sealed record SavedFleet
{
    public required string Site { get; init; }
    public required string Instance { get; init; }
    public required string Purchase { get; init; }

    /// <summary>Null, as what follows, for what is ordered.</summary>
    public required int? Held { get; init; }

    public required int? Kept { get; init; }
    public required int? Moved { get; init; }
    public required int? GivenUp { get; init; }
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
