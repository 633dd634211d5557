using InferenceModeler.Compute;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Tests.Sweeping;

/// <summary>Two models on three accelerators, a hundred deployments or so, and what a sweep keeps of them.</summary>
static class SmallSweep
{
    static readonly Lazy<SweepRows> s_deployments = new(() =>
    {
        Catalog catalog = CatalogFiles.Load();
        (ModelArchitecture, NumberFormat?)[] models = [(catalog.FindModel("Llama-3.1-8B").Architecture, null), (catalog.FindModel("gpt-oss-120b").Architecture, null)];
        CandidatePolicy policy = new() { Accelerators = ["h100-sxm", "l40s", "mi300x"], Engines = ["vllm"], MaxBatchedTokens = [] };
        return SweepSpaces.Deployments(catalog, CoefficientFiles.Shipped(), models, policy, Offers.Of(catalog, catalog.Regions, PurchaseOption.OnDemand), 8, new());
    });

    /// <summary>Shapes from short to longer than any context, at these loads.</summary>
    public static SweepSpace Space(params int[] loads) =>
        new(s_deployments.Value, SweepSpaces.Shapes([128, 2000, 120_000, 200_000], [1, 200], [0, 150], out _), loads.Length > 0 ? loads : [1, 3, 8, 20, 60, 400]);

    /// <summary>All parts merged.</summary>
    public static SweepKeeper Run(SweepSpace space, SweepSettings settings, long? partEvaluations = null, HostLane? lane = null)
    {
        using HostBackend backend = new(2, lane);
        return Run(backend, space, settings, partEvaluations);
    }

    public static SweepKeeper Run(IComputeBackend backend, SweepSpace space, SweepSettings settings, long? partEvaluations = null)
    {
        SweepParts parts = new(space, settings.Keep, partEvaluations);
        SweepEvaluation evaluation = new(backend, space, settings);
        SweepKeeper merged = new(space, settings);
        for (int i = 0; i < parts.Count; i++) merged.Merge(evaluation.Run(parts[i]));
        return merged;
    }

    /// <summary>Every result that can be kept, by plain loops.</summary>
    public static List<SweepPoint> All(SweepSpace space, SweepSettings settings) => [.. Run(space, settings with { Keep = SweepKeep.All }).Kept];

    public static double Loss(SweepSpace space, SweepObjective objective, SweepPoint point) => objective switch
    {
        SweepObjective.Throughput => -point.OutputTokensPerSecond * (1f / space.AcceleratorsOf(point.Row)),
        SweepObjective.Price => point.UsdPerMillionOutputTokens,
        _ => point.TpotSeconds,
    };

    public static (int, long)[] Places(IEnumerable<SweepPoint> points) => [.. points.Select(p => (p.Row, p.Item)).Order()];
}
