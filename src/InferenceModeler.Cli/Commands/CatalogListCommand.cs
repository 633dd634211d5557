using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Cli.Commands;

/// <summary>One kind of catalog entry as a table; <c>catalog show</c> tells the rest of an entry.</summary>
static class CatalogListCommand
{
    static readonly Dictionary<string, Func<Catalog, TextTable>> s_tables = new()
    {
        ["accelerators"] = Accelerators,
        ["models"] = Models,
        ["instances"] = Instances,
        ["regions"] = Regions,
        ["engines"] = Engines,
        ["support"] = Support,
    };

    public static Command Create(Session session)
    {
        Argument<string> kind = new("kind") { Description = $"One of {string.Join(", ", s_tables.Keys)}." };
        kind.CompletionSources.Add([.. s_tables.Keys]);
        Option<string?> overlay = CatalogCommand.Overlay();
        Option<bool> json = Options.Json();
        Verb command = new("list", "List the entries of one kind.", "inference-modeler catalog list models --json") { kind, overlay, json };
        command.SetAction(result =>
        {
            string name = result.GetValue(kind)!;
            if (!s_tables.TryGetValue(name, out Func<Catalog, TextTable>? table)) throw new InputException($"kind '{name}': not one of {string.Join(", ", s_tables.Keys)}; {Names.NearestText(name, s_tables.Keys)}");
            Catalog catalog = CatalogFiles.Load(result.GetValue(overlay));
            if (result.GetValue(json)) session.Json(CatalogJson.List(catalog, name));
            else session.Table(table(catalog));
            return ExitCodes.Answered;
        });
        return command;
    }

    static TextTable Accelerators(Catalog catalog)
    {
        TextTable table = new(Column.Text("id"), Column.Text("vendor"), Column.Text("family"), Column.Number("year"), Column.Text("status"), Column.Number("memory"), Column.Number("bandwidth"),
            Column.Number("bf16"), Column.Number("fp8"), Column.Number("fp4"), Column.Text("scale-up"), Column.Number("per peer"), Column.Number("watts"), Column.Text("confidence"));
        foreach (AcceleratorSpec a in catalog.Accelerators)
        {
            string Rate(NumberFormat format) => a.DenseFlopPerSecond.TryGetValue(format, out double rate) ? $"{Format.Metric(rate)}FLOP/s" : "–";
            table.Row(a.Id, a.Vendor, a.Family, $"{a.Year}", Choices.Name(a.Status), Format.Bytes(a.MemoryBytes), $"{Format.Metric(a.MemoryBytesPerSecond)}B/s", Rate(NumberFormat.Bf16), Rate(NumberFormat.Fp8), Rate(NumberFormat.Fp4),
                a.ScaleUpDomainAccelerators > 1 ? $"{Choices.Name(a.Topology)} of {a.ScaleUpDomainAccelerators}" : "none", a.PeerBytesPerSecond > 0 ? $"{Format.Metric(a.PeerBytesPerSecond)}B/s" : "–",
                (a.PowerIsEstimated ? "~" : "") + Format.Number(a.PowerWatts), Choices.Name(a.Provenance.Confidence));
        }
        return table;
    }

    static TextTable Models(Catalog catalog)
    {
        TextTable table = new(Column.Text("id"), Column.Text("family"), Column.Number("parameters"), Column.Number("active"), Column.Number("layers"), Column.Number("hidden"), Column.Text("attention"),
            Column.Text("experts"), Column.Number("context"), Column.Text("weights"), Column.Text("confidence"));
        foreach (ModelArchitecture m in catalog.Models)
        {
            ParameterCount count = ParameterCount.Of(m);
            table.Row(m.Id, m.Family, $"{Format.Number(count.Total / 1e9)} B", $"{Format.Number(count.Active / 1e9)} B", $"{m.Layers}", Format.Count(m.HiddenSize), CatalogText.Attention(m),
                m.IsMixtureOfExperts ? $"{m.ExpertsPerToken} of {m.Experts}" : "–", Format.Count(m.MaxContextTokens), m.NativeFormat.Name(), Choices.Name(m.Provenance.Confidence));
        }
        return table;
    }

    static TextTable Instances(Catalog catalog)
    {
        TextTable table = new(Column.Text("provider"), Column.Text("instance"), Column.Text("accelerator"), Column.Number("count"), Column.Number("domain"), Column.Number("network"), Column.Number("on demand $/h"),
            Column.Number("1 year $/h"), Column.Number("3 years $/h"), Column.Number("block $/h"), Column.Number("spot $/h"), Column.Text("in"), Column.Text("confidence"));
        foreach (Instance i in catalog.Instances)
        {
            string Usd(PurchaseOption option) => i.Prices.TryGetValue(option, out Price? price) ? Format.Number(price.UsdPerHour) + (price.IsSuspect ? "?" : "") : "–";
            table.Row(i.Provider, i.Name, i.AcceleratorId, $"{i.Accelerators}", $"{i.ScaleUpDomainAccelerators}", i.NetworkBytesPerSecond > 0 ? $"{Format.Metric(i.NetworkBytesPerSecond)}B/s" : "–", Usd(PurchaseOption.OnDemand),
                Usd(PurchaseOption.Commit1Year), Usd(PurchaseOption.Commit3Year), Usd(PurchaseOption.CapacityBlock), Usd(PurchaseOption.Spot), i.PriceRegion, Choices.Name(i.Provenance.Confidence));
        }
        return table;
    }

    static TextTable Regions(Catalog catalog)
    {
        TextTable table = new(Column.Text("provider"), Column.Text("region"), Column.Text("city"), Column.Text("country"), Column.Number("zones"), Column.Number("gCO2/kWh"), Column.Number("PUE"), Column.Number("$/kWh"),
            Column.Number("instances sold"), Column.Text("confidence"));
        ILookup<(string, string), RegionalOffer> offers = catalog.Offers.ToLookup(o => (o.Provider, o.Region));
        foreach (Region r in catalog.Regions)
        {
            table.Row(r.Provider, r.Id, r.City, r.Country, $"{r.Zones}", Format.Number(r.GridCarbonGramsPerKwh), Format.Number(r.Pue), Format.Number(r.ElectricityUsdPerKwh), $"{offers[(r.Provider, r.Id)].Count()}", Choices.Name(r.Provenance.Confidence));
        }
        return table;
    }

    static TextTable Engines(Catalog catalog)
    {
        TextTable table = new(Column.Text("engine"), Column.Number("tokens per step"), Column.Number("sequences"), Column.Number("memory"), Column.Text("of"), Column.Number("tokens per block"), Column.Number("other memory"), Column.Text("confidence"));
        foreach (Serving.ServingEngine e in catalog.Engines)
        {
            table.Row(e.Id, Format.Count(e.MaxBatchedTokens), Format.Count(e.MaxSequences), Format.Percent(e.MemoryFraction), e.MemoryFractionRule == Serving.MemoryFractionRule.OfTotal ? "all memory" : "free memory",
                $"{e.KvBlockTokens}", Format.Bytes(e.OtherMemoryBytes), Choices.Name(e.Confidence));
        }
        return table;
    }

    static TextTable Support(Catalog catalog)
    {
        TextTable table = new(Column.Text("engine"), Column.Text("family"), Column.Text("weights"), Column.Text("KV cache"), Column.Text("remark"));
        foreach (Serving.SupportRule s in catalog.Support) table.Row(s.Engine, s.Family, s.Weights.Name(), string.Join(", ", s.KvCache.Select(NumberFormats.Name)), s.Doubts);
        return table;
    }
}
