using InferenceModeler.Models;

namespace InferenceModeler.Sizing;

/// <summary>Which deployments may be considered. An empty list means the default choice of that kind.</summary>
public sealed record CandidatePolicy
{
    /// <summary>Catalog ids; empty: all generally available accelerators that are offered at a price.</summary>
    public IReadOnlyList<string> Accelerators { get; init; } = [];

    /// <summary>
    /// US dollars per accelerator and hour, by catalog id, that stand in the place of what the catalog says. Such an accelerator is considered as if it were named.
    /// </summary>
    public IReadOnlyDictionary<string, double> AssumedUsdPerAcceleratorHour { get; init; } = new Dictionary<string, double>();

    /// <summary>Weight formats; empty: the model's own and, below 16 bit only, 8 bit. Naming a format is consent to it.</summary>
    public IReadOnlyList<NumberFormat> Precisions { get; init; } = [];

    /// <summary>Engine ids; empty: all of the support table but the stand-in <c>generic</c>.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Layouts; empty: <see cref="Layouts.Of"/>.</summary>
    public IReadOnlyList<Layout> Layouts { get; init; } = [];

    /// <summary>Token budgets of a step to try, beside the engine's own.</summary>
    public IReadOnlyList<int> MaxBatchedTokens { get; init; } = [2048, 8192, 16384];
}
