using InferenceModeler.Data.Parquet;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Sweeps;

/// <summary>The columns of a sweep's table, in order.</summary>
public static class SweepTable
{
    sealed record TextColumn(string Name, Func<Deployment, string> Of);

    sealed record CountColumn(string Name, Func<Deployment, RequestShape, int, int> Of);

    sealed record NumberColumn(string Name, Func<SweepPoint, SweepDeployment, float> Of);

    static readonly TextColumn[] s_texts =
    [
        new("model", d => d.Model.Id),
        new("accelerator", d => d.Accelerator.Id),
        new("layout", d => d.Layout.ToString()),
        new("weight_format", d => d.Precision.Weights.Name()),
        new("kv_format", d => d.Precision.KvCache.Name()),
        new("engine", d => d.Engine.Id),
    ];

    static readonly CountColumn[] s_counts =
    [
        new("step_tokens", (d, _, _) => d.Engine.MaxBatchedTokens),
        new("accelerators", (d, _, _) => d.Layout.Accelerators),
        new("prompt_tokens", (_, shape, _) => shape.PromptTokens),
        new("output_tokens", (_, shape, _) => shape.OutputTokens),
        new("cached_prompt_tokens", (_, shape, _) => shape.CachedPromptTokens),
        new("load_requests", (_, _, load) => load),
    ];

    static readonly NumberColumn[] s_numbers =
    [
        new("ttft_seconds", (p, _) => p.TtftSeconds),
        new("tpot_seconds", (p, _) => p.TpotSeconds),
        new("e2e_seconds", (p, _) => p.E2eSeconds),
        new("requests_per_second", (p, _) => p.RequestsPerSecond),
        new("output_tokens_per_second", (p, _) => p.OutputTokensPerSecond),
        new("output_tokens_per_second_per_accelerator", (p, d) => p.OutputTokensPerSecond * (1f / d.Deployment.Layout.Accelerators)),
        new("output_tokens_per_second_per_user", (p, _) => 1 / p.TpotSeconds),
        new("kv_occupancy", (p, _) => p.KvOccupancy),
        new("power_watts", (p, _) => p.PowerWatts),
        new("joules_per_output_token", (p, _) => p.JoulesPerOutputToken),
        new("usd_per_hour", (_, d) => (float)(d.UsdPerHour ?? double.NaN)),
        new("usd_per_million_output_tokens", (p, _) => p.UsdPerMillionOutputTokens < 0 ? float.NaN : p.UsdPerMillionOutputTokens),
    ];

    public static IReadOnlyList<string> ColumnNames { get; } = [.. s_texts.Select(c => c.Name), .. s_counts.Select(c => c.Name), .. s_numbers.Select(c => c.Name)];

    /// <summary>A row as name and value; what is unknown is null.</summary>
    public static Dictionary<string, object?> Row(SweepSpace space, SweepPoint point)
    {
        SweepDeployment planned = space.Deployments[point.Row];
        Dictionary<string, object?> row = [];
        foreach (TextColumn column in s_texts) row[column.Name] = column.Of(planned.Deployment);
        foreach (CountColumn column in s_counts) row[column.Name] = column.Of(planned.Deployment, space.ShapeOf(point.Item), space.LoadOf(point.Item));
        foreach (NumberColumn column in s_numbers) row[column.Name] = column.Of(point, planned) is var value && float.IsNaN(value) ? null : column.Of(point, planned);
        return row;
    }

    /// <summary>Writes points as a Parquet file.</summary>
    public static void WriteParquet(Stream stream, SweepSpace space, IEnumerable<SweepPoint> points, CancellationToken cancellation = default)
    {
        ParquetColumn.Texts[] texts = [.. s_texts.Select(c => new ParquetColumn.Texts(c.Name))];
        ParquetColumn.Counts[] counts = [.. s_counts.Select(c => new ParquetColumn.Counts(c.Name))];
        ParquetColumn.Numbers[] numbers = [.. s_numbers.Select(c => new ParquetColumn.Numbers(c.Name))];
        using ParquetWriter writer = new(stream, [.. texts, .. counts, .. numbers]);
        string[] names = new string[texts.Length];
        int namedRow = -1;
        foreach (SweepPoint point in points)
        {
            SweepDeployment planned = space.Deployments[point.Row];
            if (point.Row != namedRow)
            {
                cancellation.ThrowIfCancellationRequested();
                for (int i = 0; i < names.Length; i++) names[i] = s_texts[i].Of(planned.Deployment);
                namedRow = point.Row;
            }
            RequestShape shape = space.ShapeOf(point.Item);
            int load = space.LoadOf(point.Item);
            for (int i = 0; i < texts.Length; i++) texts[i].Add(names[i]);
            for (int i = 0; i < counts.Length; i++) counts[i].Add(s_counts[i].Of(planned.Deployment, shape, load));
            for (int i = 0; i < numbers.Length; i++) numbers[i].Add(s_numbers[i].Of(point, planned));
            writer.EndRow();
        }
    }
}
