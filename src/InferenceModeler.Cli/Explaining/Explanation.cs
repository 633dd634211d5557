using InferenceModeler.Cli.Simulating;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Explaining;

/// <summary>One operating point taken apart.</summary>
sealed record Explanation
{
    public required PlannedDeployment Plan { get; init; }
    public required RequestShape Shape { get; init; }

    /// <summary>Requests in flight in the replica.</summary>
    public required double Concurrency { get; init; }

    public required OperatingPoint<Precise> Point { get; init; }

    /// <summary>How far measurements may lie from it.</summary>
    public required ClosedLoopSpreads Spreads { get; init; }

    /// <summary>Sequences in one step of a rank.</summary>
    public required double SequencesInStep { get; init; }

    public required StepBreakdown DecodeStep { get; init; }

    /// <summary>The same step with one chunk of a prompt in it.</summary>
    public required StepBreakdown MixedStep { get; init; }

    public required double ChunkTokens { get; init; }
    public required IReadOnlyList<Sensitivity> Sensitivities { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }

    public static Explanation Of(ExplainQuestion question)
    {
        Catalog catalog = CatalogFiles.Load(question.CatalogFolder);
        NamedModel named = NamedModel.Find(catalog, question.Model);
        (ModelArchitecture model, List<string> notes) = (named.Architecture, [.. named.Notes]);
        FoundAccelerator accelerator = catalog.FindAccelerator(question.Accelerator);
        if (accelerator.Note.Length > 0) notes.Add(accelerator.Note);
        ServingEngine engine = catalog.FindEngine(question.Engine).On(accelerator.Accelerator);
        if (question.MaxBatchedTokens is { } tokens) engine = engine with { MaxBatchedTokens = tokens };
        Precision precision = Precisions.Named(question.Precision, catalog, engine, accelerator.Accelerator);
        LoadedWorkload workload = WorkloadLibrary.Load(question.Workload);
        notes.AddRange(workload.Warnings);
        RequestShape shape = Mean(workload.Workload, model);

        Deployment deployment = NamedDeployment.Deployed(model, accelerator.Accelerator, question.Layout, precision, engine, [workload.Workload.Lengths], notes);
        double? usdPerHour = CheapestPerAccelerator(catalog, accelerator.Accelerator) * deployment.Layout.Accelerators;
        CoefficientSet coefficients = CoefficientFiles.LoadOrShipped(question.CoefficientFile);
        PlannedDeployment plan = PlannedDeployment.Of(deployment, coefficients, usdPerHour);
        OperatingPoint<Precise> point = ClosedLoop.Evaluate(
            in plan.Prepared, in plan.Limits, new(shape.PromptTokens), new(shape.OutputTokens), new(shape.CachedPromptTokens), new(question.Concurrency));
        if (point.UnfitReason.Value != (double)Unfit.Fits) throw new InputException($"{deployment}: a request of {shape.PromptTokens} + {shape.OutputTokens} tokens: {Why(point, model)}");
        Precise most = Replica.MaxSequences(in plan.Limits, new(shape.PromptTokens), new(shape.OutputTokens));
        double onRank = Math.Max(1, Math.Min(question.Concurrency / deployment.Layout.Data, most.Value));
        double inStep = Math.Max(1, onRank / deployment.Layout.Pipeline);
        Batch<Precise> mixed = Replica.MeanChunk<Precise>(in plan.Limits, new(shape.PromptTokens - shape.CachedPromptTokens), new(shape.CachedPromptTokens), out _);
        Batch<Precise> decode = new() { DecodeSequences = new(inStep), ContextTokens = new(shape.PromptTokens + 0.5 * shape.OutputTokens) };
        mixed.DecodeSequences = decode.DecodeSequences;
        mixed.ContextTokens = decode.ContextTokens;
        return new()
        {
            Plan = plan,
            Shape = shape,
            Concurrency = question.Concurrency,
            Point = point,
            Spreads = coefficients.ClosedLoopSpreadsOf(deployment),
            SequencesInStep = inStep,
            DecodeStep = StepBreakdown.Of(in plan.Facts, in plan.Prepared, in decode),
            MixedStep = StepBreakdown.Of(in plan.Facts, in plan.Prepared, in mixed),
            ChunkTokens = mixed.ChunkTokens.Value,
            Sensitivities = InferenceModeler.Cost.Sensitivities.Of(plan, shape, question.Concurrency),
            Notes = notes,
        };
    }

    static string Why(OperatingPoint<Precise> point, ModelArchitecture model) => (Unfit)(int)point.UnfitReason.Value == Unfit.ContextTooLong
        ? $"longer than the context of {model.MaxContextTokens} tokens; shorten it"
        : "more than the memory left for keys and values; use more accelerators or a narrower format";

    static RequestShape Mean(Workload workload, ModelArchitecture model)
    {
        RequestMix mix = workload.Lengths.ToMix(1, model.MaxContextTokens).Mix;
        return mix.Shapes[0].Shape;
    }

    static double? CheapestPerAccelerator(Catalog catalog, AcceleratorSpec accelerator)
    {
        double[] prices = [.. Offers.Of(catalog, [.. catalog.Regions], PurchaseOption.OnDemand)[accelerator.Id].Select(o => o.UsdPerHour / o.Instance.Accelerators).Where(double.IsFinite)];
        return prices.Length > 0 ? prices.Min() : null;
    }
}
