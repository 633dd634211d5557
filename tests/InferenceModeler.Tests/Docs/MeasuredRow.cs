using System.Globalization;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Docs;

/// <summary>One measured figure and what the closed form says of it.</summary>
sealed record MeasuredRow(string File, string Metric, double Measured, double Predicted)
{
    public double Error => Predicted / Measured - 1;

    /// <summary>
    /// The rows of a file that the closed form speaks of: means and medians of static, closed and offline loads. Left out: open loops, TTFT above 5 s (queues at
    /// saturation), rows that their notes doubt, deployments that our memory budget rejects.
    /// </summary>
    public static IEnumerable<MeasuredRow> Read(string path)
    {
        string[] lines = System.IO.File.ReadAllLines(path);
        string[] columns = lines[0].Split(',');
        foreach (string line in lines.Skip(1))
        {
            string[] cells = Split(line);
            string Cell(string name) => cells[Array.IndexOf(columns, name)];
            double? Number(string name) => Cell(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
            bool doubtful = Cell("notes").Contains("could not be excluded", StringComparison.Ordinal) || Cell("notes").Contains("exceeds KV", StringComparison.Ordinal);
            double value = Number("value")!.Value;
            string metric = Cell("metric");
            if (doubtful || Cell("statistic") is not ("mean" or "p50") || Cell("mode") is "open" or "server" || (metric == "ttft_s" && value > 5)) continue;
            if (Plan(Cell, Number) is not { } plan) continue;
            double prompt = Number("prompt_tokens") ?? AssumedPromptTokens, output = Number("output_tokens")!.Value;
            double predicted = Predict(plan, Cell("mode"), metric, prompt, output, Number("cached_prompt_tokens") ?? 0, Number("load") ?? 1);
            yield return new(Path.GetFileNameWithoutExtension(path), metric, value, predicted);
        }
    }

    // ML.ENERGY publishes no prompt lengths; its chat prompts are 100 to 200 tokens long.
    const double AssumedPromptTokens = 200;

    static PlannedDeployment? Plan(Func<string, string> cell, Func<string, double?> number)
    {
        Hardware.AcceleratorSpec accelerator = Deployments.Catalog.FindAccelerator(cell("accelerator")).Accelerator;
        string engineId = cell("engine") == "other" ? "generic" : cell("engine");
        ServingEngine engine = Deployments.Catalog.Engines.Single(e => e.Id == engineId).On(accelerator);
        engine = engine with { MaxBatchedTokens = (int)(number("max_batched_tokens") ?? engine.MaxBatchedTokens), MaxSequences = (int)Math.Max(number("max_sequences") ?? engine.MaxSequences, 1) };
        NumberFormat weights = Enum.Parse<NumberFormat>(cell("weights"), ignoreCase: true);
        bool narrow = engineId == "tensorrt-llm" && weights is NumberFormat.Fp8 or NumberFormat.Fp4;
        NumberFormat cache = cell("kv_cache") is { Length: > 0 } named ? Enum.Parse<NumberFormat>(named, ignoreCase: true) : narrow ? NumberFormat.Fp8 : NumberFormat.Bf16;
        Layout layout = new((int)number("tp")!, (int)number("pp")!, (int)number("ep")!, (int)number("dp")!);
        Deployment deployment = new(Deployments.Catalog.FindModel(cell("model")).Architecture, accelerator, layout, new(weights, cache), engine);
        return MemoryBudget.Of(deployment).Fits ? Deployments.Plan(deployment) : null;
    }

    static double Predict(PlannedDeployment plan, string mode, string metric, double prompt, double output, double cached, double load)
    {
        Precise p = new(Math.Round(prompt)), o = new(Math.Round(output)), c = new(Math.Round(cached)), l = new(load);
        OperatingPoint<Precise> point = mode switch
        {
            "static" => StaticBatch.Evaluate(in plan.Prepared, in plan.Limits, p, o, c, l),
            "offline" => Offline.Evaluate(in plan.Prepared, in plan.Limits, p, o, c, l),
            _ => ClosedLoop.Evaluate(in plan.Prepared, in plan.Limits, p, o, c, l),
        };
        Layout layout = plan.Deployment.Layout;
        Batch<Precise> decode = new() { DecodeSequences = new(Math.Max(load / layout.Data / layout.Pipeline, 1)), ContextTokens = new(prompt + output / 2) };
        return metric switch
        {
            "ttft_s" => point.TtftSeconds.Value,
            "tpot_s" => point.TpotSeconds.Value,
            "decode_step_s" => StepTime.Seconds(in plan.Prepared, in decode).Value,
            "e2e_s" or "batch_latency_s" => point.E2eSeconds.Value,
            "output_tokens_per_s" => point.OutputTokensPerSecond.Value,
            "total_tokens_per_s" => point.OutputTokensPerSecond.Value * (prompt + output) / output,
            "power_w" => point.PowerWatts.Value,
            "energy_j_per_output_token" => point.JoulesPerOutputToken.Value,
            _ => throw new InvalidOperationException($"unknown metric {metric}"),
        };
    }

    static string[] Split(string line)
    {
        List<string> cells = [];
        bool quoted = false;
        int start = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"') quoted = !quoted;
            if (i < line.Length && (quoted || line[i] != ',')) continue;
            cells.Add(line[start..i].Trim('"'));
            start = i + 1;
        }
        return [.. cells];
    }
}
