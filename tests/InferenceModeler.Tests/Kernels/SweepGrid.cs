using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Kernels;

/// <summary>Real work: every pairing of some models, dense and mixed, with accelerators and layouts that fits, at request shapes and loads drawn from a seed.</summary>
static class SweepGrid
{
    static readonly Lazy<float[]> s_rows = new(Rows);

    public static int RowCount => s_rows.Value.Length / SweepRow.Fields;

    public static WorkGrid Of<TForm>(int items, int seed) where TForm : struct, IClosedForm
    {
        Random random = new(seed);
        float[] columns = new float[items * SweepInput.Count];
        for (int item = 0; item < items; item++)
        {
            int prompt = random.Next(1, 9000);
            columns[SweepInput.PromptTokens * items + item] = prompt;
            columns[SweepInput.OutputTokens * items + item] = random.Next(1, 2000);
            columns[SweepInput.CachedPromptTokens * items + item] = random.Next(0, prompt);
            columns[SweepInput.Load * items + item] = random.Next(1, 600);
        }
        return WorkGrid.Of<SweepBody<TForm>>(s_rows.Value, columns, items);
    }

    static float[] Rows()
    {
        Catalog catalog = CatalogFiles.Load();
        CoefficientSet coefficients = CoefficientFiles.Shipped();
        ServingEngine engine = catalog.Engines.Single(candidate => candidate.Id == "vllm");
        Precision precision = new(NumberFormat.Bf16, NumberFormat.Bf16);
        List<float> rows = [];
        foreach (string model in (string[])["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-32B", "openai/gpt-oss-120b", "deepseek-ai/DeepSeek-V3"])
            foreach (string accelerator in (string[])["a100-80-sxm", "h100-sxm", "mi300x"])
                foreach (Layout layout in (Layout[])[new(1, 1, 1, 1), new(4, 1, 1, 1), new(8, 2, 1, 1), new(1, 1, 16, 16)])
                {
                    Deployment deployment = new(catalog.Models.Single(m => m.Id == model), catalog.Accelerators.Single(a => a.Id == accelerator), layout, precision, engine);
                    if (!MemoryBudget.Of(deployment).Fits) continue;
                    float[] row = new float[SweepRow.Fields];
                    PlannedDeployment.Of(deployment, coefficients, usdPerHour: 2.5 * layout.Accelerators).WriteRow(row);
                    rows.AddRange(row);
                }
        return [.. rows];
    }
}
