using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

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

    /// <summary>Mixes of eight cells, or requests all alike, × deployments, each at one rate.</summary>
    public static WorkGrid OpenLoop(int deployments, int mixes, bool alike = false)
    {
        Random random = new(2);
        float[] columns = Columns(Rows(deployments), deployments, SweepRow.Fields + 1);
        for (int i = 0; i < deployments; i++) columns[SweepRow.Fields * deployments + i] = MathF.Pow(2, -2 + 6 * random.NextSingle());
        return WorkGrid.Of<OpenLoopBody>(Mixes(mixes, alike), columns, deployments);
    }

    /// <summary>Mixes of eight cells, or requests all alike, with limits × deployments.</summary>
    public static WorkGrid Capacity(int deployments, int mixes, bool alike = false) =>
        WorkGrid.Of<CapacityBody>(Mixes(mixes, alike), Columns(Rows(deployments), deployments, SweepRow.Fields), deployments);

    /// <summary>Rows of deployments turned into columns, of which there may be more than a row has fields.</summary>
    static float[] Columns(float[] rows, int deployments, int columns)
    {
        float[] items = new float[columns * deployments];
        for (int i = 0; i < deployments; i++)
            for (int field = 0; field < SweepRow.Fields; field++) items[field * deployments + i] = rows[i * SweepRow.Fields + field];
        return items;
    }

    /// <summary>The joint lengths of a chat service in eight cells or their mean alone, from half to twice as long.</summary>
    static float[] Mixes(int count, bool alike)
    {
        (int Prompt, int Output, double Share)[] cells = alike ? [(1200, 200, 1)] :
        [
            (180, 60, .1), (350, 300, .15), (400, 130, .15), (900, 90, .15), (1100, 400, .15), (1400, 130, .1), (2700, 250, .1), (3400, 180, .1),
        ];
        float[] rows = new float[count * MixRow.Fields];
        for (int mix = 0; mix < count; mix++)
        {
            double length = 0.5 * Math.Pow(4, (double)mix / count);
            RequestMix scaled = new([.. cells.Select(c => new WeightedShape(new((int)(c.Prompt * length), (int)(c.Output * length)), c.Share))]);
            MixRow.Write(scaled, 0.95, 1.5, 0.05, rows.AsSpan(mix * MixRow.Fields, MixRow.Fields));
        }
        return rows;
    }
}
