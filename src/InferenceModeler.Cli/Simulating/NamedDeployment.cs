using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Traces;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The deployment and the workload that a user's names stand for.</summary>
/// <param name="Plan">Without a layout: the fewest accelerators that hold the model and, where one does, the longest request.</param>
/// <param name="Workload">What arrives.</param>
/// <param name="Notes">How names were read, one line each.</param>
sealed record NamedDeployment(PlannedDeployment Plan, Workload Workload, IReadOnlyList<string> Notes)
{
    /// <summary>Settings of the engine; null for its own.</summary>
    /// <param name="MaxBatchedTokens">Tokens of a step.</param>
    /// <param name="MaxSequences">Requests that run at once in a replica.</param>
    /// <param name="MemoryShare">Share of the memory that it takes, 0..1.</param>
    public sealed record EngineLimits(int? MaxBatchedTokens = null, int? MaxSequences = null, double? MemoryShare = null);

    /// <summary>The names, as given; null for a default.</summary>
    public sealed record Names(string? Model, string? Accelerator, Layout? Layout, string? Precision, string? Engine, EngineLimits Limits, string? Workload, string? CatalogFolder, string? CoefficientFile = null, TraceColumns? Columns = null, IReadOnlyList<RequestClass>? Classes = null);

    public static NamedDeployment Of(Names names)
    {
        Catalog catalog = CatalogFiles.Load(names.CatalogFolder);
        Data.Scenarios.Scenario defaults = Data.Scenarios.ScenarioFiles.Default();
        NamedModel model = NamedModel.Find(catalog, names.Model ?? defaults.Model!);
        List<string> notes = [.. model.Notes];
        FoundAccelerator accelerator = catalog.FindAccelerator(names.Accelerator ?? "h100-sxm");
        if (accelerator.Note.Length > 0) notes.Add(accelerator.Note);
        ServingEngine engine = catalog.FindEngine(names.Engine ?? "vllm").On(accelerator.Accelerator);
        engine = engine with
        {
            MaxBatchedTokens = names.Limits.MaxBatchedTokens ?? engine.MaxBatchedTokens,
            MaxSequences = names.Limits.MaxSequences ?? engine.MaxSequences,
            MemoryFraction = names.Limits.MemoryShare ?? engine.MemoryFraction,
        };
        LoadedWorkload workload = WorkloadLibrary.Load(names.Workload ?? defaults.Workload!, names.Columns);
        notes.AddRange(workload.Warnings);
        IReadOnlyList<LengthDistribution> lengths = names.Classes is { Count: > 0 } classes ? [.. classes.Select(c => c.Workload.Lengths)] : [workload.Workload.Lengths];
        Precision precision = Chosen(catalog, model, names.Precision, accelerator.Accelerator, engine);
        Deployment deployment = Deployed(model.Architecture, accelerator.Accelerator, names.Layout, precision, engine, lengths, notes);
        return new(PlannedDeployment.Of(deployment, CoefficientFiles.LoadOrShipped(names.CoefficientFile)), workload.Workload, notes);
    }

    static Precision Chosen(Catalog catalog, NamedModel model, string? text, AcceleratorSpec accelerator, ServingEngine engine)
    {
        if (text is not null) return Precisions.Named(text, catalog, engine, accelerator);
        IReadOnlyList<Precision> supported = Precisions.Supported(catalog, engine, accelerator);
        // The checkpoint's own format, else 8 bit, else 16, whichever runs here; the cache alike where it can be.
        NumberFormat[] wished = [.. model.Checkpoint is { } own ? [own] : Array.Empty<NumberFormat>(), NumberFormat.Fp8, model.Architecture.NativeFormat, NumberFormat.Bf16, NumberFormat.Fp16];
        Precision[] fitting = [.. wished.SelectMany(w => supported.Where(s => s.Weights == w).OrderByDescending(s => s.KvCache == w))];
        return fitting.Length > 0 ? fitting[0] : supported[0];
    }

    /// <summary>The layout that is named, or the fewest accelerators that hold the model and, where one does, the longest request; then a note says so.</summary>
    public static Deployment Deployed(
        ModelArchitecture model, AcceleratorSpec accelerator, Layout? layout, Precision precision, ServingEngine engine, IReadOnlyList<LengthDistribution> lengths, List<string> notes)
    {
        if (layout is { } given)
            return Layouts.Indivisible(model, given) is { } why ? throw new InputException($"--layout {given}: does not divide {model.Id}: {why}") : new(model, accelerator, given, precision, engine);
        Deployment[] tried = [.. Layouts.Of(model, Math.Max(8, Math.Min(64, accelerator.ScaleUpDomainAccelerators)))
            .Where(l => l.Pipeline == 1 && l.Data == 1 && l.Expert == 1 && Layouts.Indivisible(model, l) is null)
            .Select(l => new Deployment(model, accelerator, l, precision, engine))];
        int longest = lengths.SelectMany(l => l.Table).Select(c => c.Shape.PromptTokens + c.Shape.OutputTokens).Where(t => t <= model.MaxContextTokens).DefaultIfEmpty(1).Max();
        Deployment chosen = tried.FirstOrDefault(d => Holds(d, longest)) ?? tried.FirstOrDefault(d => MemoryBudget.Of(d).Fits) ?? tried[^1];
        notes.Add($"layout {chosen.Layout}: the smallest that fits");
        return chosen;
    }

    static bool Holds(Deployment deployment, int tokens)
    {
        MemoryBudget budget = MemoryBudget.Of(deployment);
        if (!budget.Fits) return false;
        ReplicaLimits<Precise> limits = DeploymentLimits.Of(deployment, budget, null);
        return Replica.SequenceBytes(in limits, new Precise(tokens)).Value <= limits.KvFreeBytes.Value;
    }
}
