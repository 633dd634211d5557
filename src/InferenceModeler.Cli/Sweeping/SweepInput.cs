using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>The axes of a sweep as the user wrote them, with names looked up.</summary>
sealed record SweepInput
{
    public required IReadOnlyList<string> Models { get; init; }
    public required IReadOnlyList<string> Accelerators { get; init; }
    public required IReadOnlyList<string> Layouts { get; init; }
    public required IReadOnlyList<string> Precisions { get; init; }
    public required IReadOnlyList<string> Engines { get; init; }
    public required IReadOnlyList<string> StepTokens { get; init; }
    public required IReadOnlyList<string> Prompt { get; init; }
    public required IReadOnlyList<string> Output { get; init; }
    public required IReadOnlyList<string> Cached { get; init; }
    public required IReadOnlyList<string> Loads { get; init; }
    public required int MostAccelerators { get; init; }
    public required PurchaseOption Purchase { get; init; }

    /// <summary>What there is to sweep; no space where nothing fits.</summary>
    public sealed record Found(SweepSpace? Space, IReadOnlyList<Rejection> Rejections, int ShapesLeftOut, IReadOnlyList<string> Notes);

    public Found Find(string? catalogFolder, CancellationToken cancellation)
    {
        SweepAxis prompt = SweepAxis.Parse(Prompt, "--prompt"), output = SweepAxis.Parse(Output, "--output-tokens"), cached = SweepAxis.Parse(Cached, "--cached", 0), loads = SweepAxis.Parse(Loads, "--loads");
        (string, long)[] axes = [("--prompt", prompt.Count), ("--output-tokens", output.Count), ("--cached", cached.Count), ("--loads", loads.Count)];
        SweepSize.Check(1, axes);
        Catalog catalog = CatalogFiles.Load(catalogFolder);
        List<string> notes = [];
        RejectionLog log = new();
        SweepRows rows = SweepSpaces.Deployments(
            catalog, CoefficientFiles.Shipped(), FoundModels(catalog, notes), Policy(catalog, notes), Offers.Of(catalog, catalog.Regions, Purchase), MostAccelerators, log, cancellation);
        SweepSize.Check(Math.Max(1, rows.Deployments.Count), axes);
        var shapes = SweepSpaces.Shapes(prompt.Values(), output.Values(), cached.Values(), out int leftOut);
        if (shapes.Count == 0) throw new InputException($"--cached {string.Join(",", Cached)}: a cached prefix must be shorter than its prompt, and no --prompt is longer; lower it");
        return new(rows.Deployments.Count == 0 ? null : new SweepSpace(rows, shapes, loads.Values()), log.Rejections, leftOut, notes);
    }

    CandidatePolicy Policy(Catalog catalog, List<string> notes) => new()
    {
        Accelerators = [.. Accelerators.Select(name => Noted(catalog.FindAccelerator(name), notes)).Distinct()],
        Precisions = [.. Precisions.Select(p => NumberFormats.Parse(p, "--precisions")).Distinct()],
        Engines = [.. Engines.Select(name => catalog.FindEngine(name).Id).Distinct()],
        Layouts = [.. Layouts.Select(l => InferenceModeler.Sizing.Layouts.Parse(l, "--layouts")).Distinct()],
        MaxBatchedTokens = [.. StepTokens.Select(t => Quantities.Whole(t, "--step-tokens", 1, 1 << 20)).Distinct()],
    };

    List<(ModelArchitecture, NumberFormat?)> FoundModels(Catalog catalog, List<string> notes)
    {
        if (Models is ["all"]) return [.. catalog.Models.Select(model => (model, (NumberFormat?)null))];
        List<(ModelArchitecture, NumberFormat?)> found = [];
        foreach (string name in Models)
        {
            if (HuggingFaceConfig.IsPath(name))
            {
                HuggingFaceModel read = HuggingFaceConfig.Read(name);
                notes.AddRange(read.Warnings);
                found.Add((read.Architecture, null));
                continue;
            }
            FoundModel model = catalog.FindModel(name);
            if (model.Note.Length > 0) notes.Add(model.Note);
            found.Add((model.Architecture, model.WeightFormat));
        }
        return [.. found.Distinct()];
    }

    static string Noted(FoundAccelerator found, List<string> notes)
    {
        if (found.Note.Length > 0) notes.Add(found.Note);
        return found.Accelerator.Id;
    }
}
