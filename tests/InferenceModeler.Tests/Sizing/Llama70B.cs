using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Sizing;

/// <summary>The catalog, a well-known model, and its deployments in the regions of the three large clouds.</summary>
static class Llama70B
{
    public static Catalog Catalog { get; } = CatalogFiles.Load();

    public static ModelArchitecture Model { get; } = Catalog.Models.Single(m => m.Id == "meta-llama/Llama-3.3-70B-Instruct");

    public static IReadOnlyList<Region> Regions { get; } = [.. Catalog.Regions.Where(r => r.Provider is "aws" or "azure" or "gcp")];

    public static ILookup<string, InstanceOffer> Offers { get; } = InferenceModeler.Sizing.Offers.Of(Catalog, Regions, PurchaseOption.OnDemand);

    public static CandidateSet Candidates { get; } = InferenceModeler.Sizing.Candidates.Enumerate(Catalog, Model, new(), Offers);

    public static Candidate Candidate(string accelerator, Layout layout) =>
        Candidates.Candidates.First(c => c.Deployment.Accelerator.Id == accelerator && c.Deployment.Layout == layout);
}
