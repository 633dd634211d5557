using InferenceModeler.Cost;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity;

/// <summary>A measured point as the equations need it: the planned deployment, the request and the load, with the defaults that stand in for what was not stated.</summary>
/// <param name="Plan">The deployment.</param>
/// <param name="PromptTokens">Whole tokens, at least 1.</param>
/// <param name="OutputTokens">Whole tokens, at least 1.</param>
/// <param name="CachedTokens">Less than the prompt.</param>
/// <param name="Load">As in <see cref="MeasuredPoint.Load"/>; 0 in mode server.</param>
/// <param name="Defaults">What was assumed, for counting.</param>
/// <param name="Remark">What the reader of the prediction should know; empty where nothing.</param>
public sealed record PointPlan(PlannedDeployment Plan, double PromptTokens, double OutputTokens, double CachedTokens, double Load, IReadOnlyList<string> Defaults, string Remark)
{
    /// <summary>Steps that a new request waits on average for the engine to look at it.</summary>
    public double WaitSteps { get; init; }

    /// <summary>Requests that the replica holds at once.</summary>
    public double Slots => Plan.Limits.AttentionRanks.Value * Replica.MaxSequences(in Plan.Limits, new Precise(PromptTokens), new Precise(OutputTokens)).Value;

    /// <summary>Stands in for lengths that are not published: chat prompts and answers are a few hundred tokens.</summary>
    public const double DefaultTokens = 200;

    // A deployment that ran did fit. Where our budget says otherwise by less than this share of the memory, the budget is off; by more, the row is about another checkpoint or offloads.
    const double ForgivenShare = 0.25;

    // What such a deployment is given for keys and values, as a share of the memory.
    const double ForgivenKvShare = 0.03;

    /// <exception cref="InputException">The row names something unknown or contradicts itself.</exception>
    public static PointPlan Of(MeasuredPoint point, Catalog catalog, CoefficientSet coefficients)
    {
        List<string> defaults = [];
        T Default<T>(T? given, T standIn, string what) where T : struct
        {
            if (given is null) defaults.Add(what);
            return given ?? standIn;
        }

        ModelArchitecture model = catalog.FindModel(point.Model).Architecture;
        AcceleratorSpec accelerator = catalog.FindAccelerator(point.Accelerator).Accelerator;
        if (point.Engine.Length == 0) defaults.Add("engine: generic");
        ServingEngine engine = catalog.FindEngine(point.Engine is "other" or "" ? "generic" : point.Engine).On(accelerator);
        engine = engine with
        {
            Era = coefficients.EraOf(engine.Id, point.EngineRelease),
            MaxBatchedTokens = Default(point.MaxBatchedTokens, engine.MaxBatchedTokens, "tokens of a step: the engine's"),
            MaxSequences = Math.Max(1, Default(point.MaxSequences, engine.MaxSequences, "sequences of a step: the engine's")),
        };
        Layout layout = LayoutOf(point, defaults);
        // Neuron pads heads to its cores.
        if (engine.Id != "neuron" && Layouts.Impossible(model, layout) is { } why) throw new InputException($"layout {layout}: {why}");
        Deployment deployment = new(model, accelerator, layout, PrecisionOf(point, accelerator, engine, defaults), engine);
        bool needsOutput = point.Metric is not ("ttft_s" or "prefill_s");
        double prompt = Default(point.PromptTokens, DefaultTokens, $"prompt: {DefaultTokens} tokens");
        double output = needsOutput ? Default(point.OutputTokens, DefaultTokens, $"output: {DefaultTokens} tokens") : point.OutputTokens ?? DefaultTokens;
        double load = point.Mode == "server" ? 0 : point.Load ?? throw new InputException($"no load, which mode {point.Mode} needs");
        if (point.CachedPromptTokens >= prompt) throw new InputException($"cached_prompt_tokens {point.CachedPromptTokens}: must be below the prompt's {prompt}");
        (PlannedDeployment plan, string remark) = Fitted(deployment, coefficients);
        if (prompt + (point.OutputTokens ?? 0) > model.MaxContextTokens) remark = Joined(remark, $"longer than the model's context of {model.MaxContextTokens} tokens");
        prompt = Math.Max(1, Math.Round(prompt));
        double usualWait = point.Mode == "closed" && point.WaitSteps is null ? coefficients.WaitStepsOf(deployment, load) : 0;
        if (usualWait > 0) defaults.Add($"wait for the engine to look: {usualWait} steps, as in published runs");
        return new(plan, prompt, Math.Max(1, Math.Round(output)), Math.Clamp(Math.Floor(point.CachedPromptTokens ?? 0), 0, prompt - 1), load, defaults, remark) { WaitSteps = point.WaitSteps ?? usualWait };
    }

    /// <summary>Two remarks as one; either may be empty.</summary>
    internal static string Joined(string remark, string said) => string.Join("; ", new[] { remark, said }.Where(r => r.Length > 0));

    static Layout LayoutOf(MeasuredPoint point, List<string> defaults)
    {
        if (point.Tensor is null && point.Accelerators is null) throw new InputException("neither tp nor accelerators is given");
        int pipeline = point.Pipeline ?? 1, data = point.Data ?? 1;
        int tensor = point.Tensor ?? Math.Max(1, point.Accelerators!.Value / (pipeline * data));
        if (point.Tensor is null) defaults.Add(tensor == 1 ? "layout: tp1" : "layout: tensor parallel over all accelerators");
        Layout layout = new(tensor, pipeline, point.Expert ?? 1, data);
        if (layout.Tensor * layout.Data % layout.Expert != 0) throw new InputException($"layout {layout}: ep{layout.Expert} must divide tp × dp = {layout.Tensor * layout.Data}");
        if (point.Accelerators is { } all && all != layout.Accelerators)
            throw new InputException($"tp {tensor} × pp {pipeline} × dp {data} = {layout.Accelerators} accelerators, but the row says {all}");
        return layout;
    }

    /// <summary>
    /// The format of keys and values where it is not stated: 8 bit where TensorRT-LLM runs 8 or 4-bit floating-point checkpoints (they carry its scales), and where vLLM
    /// runs them on Blackwell (published runs set it so, and long outputs there read half the bytes), else 16 bit.
    /// </summary>
    static Precision PrecisionOf(MeasuredPoint point, AcceleratorSpec accelerator, ServingEngine engine, List<string> defaults)
    {
        if (point.Weights.Length == 0) defaults.Add("weights: bf16");
        NumberFormat weights = point.Weights.Length == 0 ? NumberFormat.Bf16 : NumberFormats.Parse(point.Weights, "weights");
        if (point.KvCache.Length > 0) return new(weights, NumberFormats.Parse(point.KvCache, "kv_cache"));
        bool carried = engine.Id == "tensorrt-llm" || (engine.Id == "vllm" && accelerator.Family == "blackwell");
        bool narrow = carried && weights is NumberFormat.Fp8 or NumberFormat.Fp4;
        defaults.Add(narrow ? "keys and values: fp8" : "keys and values: 16 bit");
        return new(weights, narrow ? NumberFormat.Fp8 : NumberFormat.Bf16);
    }

    static (PlannedDeployment Plan, string Remark) Fitted(Deployment deployment, CoefficientSet coefficients)
    {
        MemoryBudget budget = MemoryBudget.Of(deployment);
        string remark = "";
        if (!budget.Fits)
        {
            double missing = -budget.KvBytes / (1L << 30);
            if (-budget.KvBytes > ForgivenShare * budget.TotalBytes) throw new InputException($"the weights exceed the memory by {missing:0.#} GiB per accelerator");
            remark = $"our memory budget lacks {missing:0.#} GiB per accelerator, but it ran";
            budget = budget with { KvBytes = ForgivenKvShare * budget.TotalBytes };
        }
        return (PlannedDeployment.Of(deployment, budget, coefficients.Resolve(deployment), null), remark);
    }
}
