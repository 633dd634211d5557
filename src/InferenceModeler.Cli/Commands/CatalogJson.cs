using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Commands;

/// <summary>Catalog entries as JSON documents whose field names carry units.</summary>
static class CatalogJson
{
    public static Dictionary<string, object> List(Catalog catalog, string kind) => new()
    {
        [kind] = kind switch
        {
            "accelerators" => catalog.Accelerators.Select(Accelerator),
            "models" => catalog.Models.Select(Model),
            "instances" => catalog.Instances.Select(Instance),
            "regions" => catalog.Regions.Select(Region),
            "engines" => catalog.Engines,
            _ => catalog.Support.Select(Support),
        },
    };

    public static object Accelerator(AcceleratorSpec a) => new
    {
        a.Id,
        a.Aliases,
        a.Vendor,
        a.Name,
        a.Family,
        a.Year,
        a.Status,
        a.MemoryBytes,
        a.MemoryBytesPerSecond,
        DenseFlopPerSecond = a.DenseFlopPerSecond.ToDictionary(r => r.Key.Name(), r => r.Value),
        a.ScaleUpLink,
        a.ScaleUpBytesPerSecond,
        a.PeerBytesPerSecond,
        a.ScaleUpDomainAccelerators,
        a.Topology,
        a.HostBytesPerSecond,
        a.PowerWatts,
        a.PowerIsEstimated,
        a.PriceUsd,
        a.Provenance,
    };

    public static object Model(ModelArchitecture m) => new { Architecture = m, ComputedParameters = ParameterCount.Of(m).Total, ComputedActiveParameters = ParameterCount.Of(m).Active };

    public static object Instance(Instance i) => new
    {
        i.Provider,
        i.Name,
        i.AcceleratorId,
        i.Accelerators,
        i.ScaleUpDomainAccelerators,
        i.NetworkBytesPerSecond,
        Prices = Prices(i.Prices),
        i.PriceRegion,
        i.Provenance,
    };

    public static object Region(Region r) => r;

    public static object Offer(RegionalOffer o) => new { o.Provider, o.Region, o.Instance, o.Zones, Prices = Prices(o.Prices), o.Provenance };

    public static object Support(SupportRule s) => new { s.Engine, s.Family, Weights = s.Weights.Name(), KvCache = s.KvCache.Select(NumberFormats.Name), s.Source, s.Doubts };

    static Dictionary<string, Price> Prices(IReadOnlyDictionary<PurchaseOption, Price> prices) => prices.ToDictionary(p => Choices.Name(p.Key), p => p.Value);
}
