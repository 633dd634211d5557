using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Benchmarks;

/// <summary>Work of any size from the catalog's own deployments, the same on every machine: dense, latent and expert models on what is offered.</summary>
sealed class BenchGrids
{
    /// <summary>What one evaluation is; no two of a grid are of the same deployment, shape and load, up to 1,024 deployments × 4,096 requests.</summary>
    public const string Evaluation = "one deployment at one request shape and one load (static, closed: requests at once; open: requests per second; capacity: latency limits)";

    readonly SweepRows _rows;

    public BenchGrids()
    {
        Catalog catalog = CatalogFiles.Load();
        string[] models = ["meta-llama/Llama-3.3-70B-Instruct", "openai/gpt-oss-120b", "deepseek-ai/DeepSeek-V3"];
        CandidatePolicy policy = new() { Engines = ["vllm", "sglang"], MaxBatchedTokens = [] };
        _rows = SweepSpaces.Deployments(catalog, CoefficientFiles.Shipped(), [.. models.Select(name => (catalog.FindModel(name).Architecture, (NumberFormat?)null))], policy,
            Offers.Of(catalog, catalog.Regions, PurchaseOption.OnDemand), 16, new());
    }

    /// <summary>Deployments × requests for a closed form; requests × deployments for the open loop and the capacity.</summary>
    public WorkGrid Of(BenchMode mode, int rows, int items) => mode switch
    {
        BenchMode.Static => Closed<StaticBatchForm>(rows, items),
        BenchMode.Closed => Closed<ClosedLoopForm>(rows, items),
        BenchMode.Open => Open<OpenLoopBody>(rows, items),
        _ => Open<CapacityBody>(rows, items),
    };

    WorkGrid Closed<TForm>(int rows, int items) where TForm : struct, IClosedForm
    {
        float[] table = new float[rows * SweepRow.Fields], columns = new float[items * SweepInput.Count];
        for (int row = 0; row < rows; row++) Deployment(row).CopyTo(table.AsSpan(row * SweepRow.Fields));
        for (int item = 0; item < items; item++)
        {
            columns[SweepInput.PromptTokens * items + item] = 16 << (item % 11);
            columns[SweepInput.OutputTokens * items + item] = 8 << (item % 9);
            columns[SweepInput.CachedPromptTokens * items + item] = item % 3 == 0 ? 8 << (item % 11) : 0;
            columns[SweepInput.Load * items + item] = 1 + item * 37 % 3001;
        }
        return WorkGrid.Of<SweepBody<TForm>>(table, columns, items);
    }

    WorkGrid Open<TBody>(int rows, int items) where TBody : struct, IBody
    {
        float[] table = new float[rows * MixRow.Fields], columns = new float[items * TBody.ItemFields];
        for (int row = 0; row < rows; row++)
        {
            RequestMix alike = new([new(new(64 + row % 64 * 61, 16 + row / 64 * 7), 1)]);
            MixRow.Write(alike, 0.95, 0.5 + 0.25 * (row % 8), 0.03 + 0.01 * (row / 8 % 8), table.AsSpan(row * MixRow.Fields, MixRow.Fields));
        }
        for (int item = 0; item < items; item++)
        {
            ReadOnlySpan<float> one = Deployment(item);
            for (int field = 0; field < one.Length; field++) columns[field * items + item] = one[field];
            if (TBody.ItemFields > one.Length) columns[one.Length * items + item] = 0.25f + item % 16 * 0.25f;
        }
        return WorkGrid.Of<TBody>(table, columns, items);
    }

    // Spread over all of them, so that a small grid has every kind.
    ReadOnlySpan<float> Deployment(int index) => _rows.Table.Slice((int)((long)index * 7919 % _rows.Deployments.Count) * SweepRow.Fields, SweepRow.Fields);

    /// <summary>Operations per evaluation, preparing of rows included, counted over a small grid.</summary>
    public static unsafe double Operations<TBody>(WorkGrid grid) where TBody : struct, IBody
    {
        float[] outputs = new float[grid.OutputLength(TBody.Outputs)];
        long before = Counted.Operations;
        fixed (float* rows = grid.RowTable, items = grid.ItemTable, results = outputs)
        {
            float* kept = stackalloc float[IKept<Counted>.Places];
            HostMemory<Counted> memory = new(rows, grid.RowFields, items, grid.ItemStride, results, kept, (nint)grid.RowCount * grid.ItemStride, grid.ItemStride);
            for (int row = 0; row < grid.RowCount; row++) TBody.Run<Counted, HostMemory<Counted>>(ref memory, row, 0, grid.ItemCount);
        }
        return (double)(Counted.Operations - before) / grid.Evaluations;
    }
}
