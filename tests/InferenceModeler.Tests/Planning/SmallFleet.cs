using InferenceModeler.Compute;
using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios.Plans;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Tests.Planning;

/// <summary>A small chat product in Europe, on few deployments, whose text the tests vary.</summary>
static class SmallFleet
{
    public const string Text = """
        horizon: {start: 2027-Q1, quarters: 4}
        users:
          - {name: europe, near: aws/eu-central-1, utcOffset: 1}
          - {name: asia, near: aws/ap-northeast-1, utcOffset: 9}
        classes:
          - name: chat
            model: meta-llama/Llama-3.1-8B-Instruct
            workload: 512x128
            limits: {ttft: 500ms, tpot: 50ms}
            demand: [{users: europe, requestsPerSecond: 100, day: consumer, growth: 28%}]
        discounts: {aws: 10%}
        commitments: {commit-1-year: 30%}
        sites:
          - {name: frankfurt, region: aws/eu-central-1, purchases: [on-demand, commit-1-year], prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 60}, {instance: p5.48xlarge, purchase: spot, usdPerHour: 20}], pue: 1.2, carbonGramsPerKwh: 300}
          - {name: virginia, region: aws/us-east-1, purchases: [on-demand, commit-1-year], pue: 1.2, carbonGramsPerKwh: 400}
        candidates: {accelerators: [h100-sxm], engines: [vllm], layouts: [tp1, tp2]}
        """;

    public static Catalog Catalog { get; } = CatalogFiles.Load(null);

    public static FleetScenario Read(params (string Old, string New)[] changes)
    {
        string text = Text;
        foreach ((string old, string changed) in changes)
        {
            Assert.Contains(old, text, StringComparison.Ordinal);
            text = text.Replace(old, changed, StringComparison.Ordinal);
        }
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return FleetFiles.Load(path, Catalog);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static BuiltFleet Build(params (string Old, string New)[] changes) => Build(Read(changes));

    public static FleetProblem Problem(FleetScenario scenario)
    {
        using HostBackend backend = new(1);
        return FleetProblem.Of(scenario, Catalog, CoefficientFiles.Shipped(), backend, null, TestContext.Current.CancellationToken);
    }

    /// <summary>In closed form.</summary>
    public static BuiltFleet Build(FleetScenario scenario) => Problem(scenario).Build(new());
}
