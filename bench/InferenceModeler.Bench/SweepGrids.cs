using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Bench;

/// <summary>Grids of the catalog's own deployments, the mix that the main job sweeps: dense, grouped-query, latent and expert models.</summary>
static class SweepGrids
{
    static readonly string[] s_models =
    [
        "meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "mistralai/Mixtral-8x7B-Instruct-v0.1", "deepseek-ai/DeepSeek-V3",
        "openai/gpt-oss-120b", "Qwen/Qwen3-32B",
    ];

    /// <summary>Rows of every deployment of the chosen models that fits its memory.</summary>
    public static float[] Rows(int most = int.MaxValue)
    {
        Catalog catalog = CatalogFiles.Load();
        CoefficientSet coefficients = CoefficientFiles.Shipped();
        ServingEngine[] engines = [.. catalog.Engines.Where(e => e.Id is "vllm" or "sglang")];
        List<float> rows = [];
        float[] row = new float[SweepRow.Fields];
        foreach (Deployment deployment in Deployments(catalog, engines))
        {
            MemoryBudget budget = MemoryBudget.Of(deployment);
            if (!budget.Fits) continue;
            Preparation.Prepare(DeploymentFacts.Of(deployment), Machines.Of(deployment), CoefficientSet.Values(coefficients.Resolve(deployment)), out var prepared);
            SweepRow.Write(in prepared, DeploymentLimits.Of(deployment, budget, 10), row);
            rows.AddRange(row);
            if (rows.Count >= (long)most * SweepRow.Fields) break;
        }
        return [.. rows];
    }

    static IEnumerable<Deployment> Deployments(Catalog catalog, ServingEngine[] engines) =>
        from tensor in new[] { 1, 2, 4, 8 }
        from data in new[] { 1, 2 }
        from accelerator in catalog.Accelerators
        where accelerator.DenseFlopPerSecond.ContainsKey(NumberFormat.Bf16)
        from model in catalog.Models
        where s_models.Contains(model.Id)
        from engine in engines
        from format in new[] { NumberFormat.Bf16, NumberFormat.Fp8 }
        where accelerator.DenseFlopPerSecond.ContainsKey(format)
        select new Deployment(model, accelerator, new Layout(tensor, 1, 1, data), new Precision(format, format), engine.On(accelerator));

    /// <summary>Items: prompt and output lengths from short chat to long documents, at loads from 1 up.</summary>
    public static float[] Items(int count, Func<Random, float> load)
    {
        Random random = new(1);
        float[] items = new float[count * SweepInput.Count];
        for (int i = 0; i < count; i++)
        {
            items[SweepInput.PromptTokens * count + i] = (int)(16 * Math.Pow(2, 10 * random.NextDouble()));
            items[SweepInput.OutputTokens * count + i] = (int)(8 * Math.Pow(2, 8 * random.NextDouble()));
            items[SweepInput.Load * count + i] = load(random);
        }
        return items;
    }

    public static WorkGrid ClosedLoop(int deployments, int items) =>
        WorkGrid.Of<SweepBody<ClosedLoopForm>>(Rows(deployments), Items(items, r => MathF.Floor(MathF.Pow(2, 10 * r.NextSingle()))), items);
}
