using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Commands;

/// <summary>All that the catalog knows of one name: a model, accelerator, instance, region or engine, or the path of a config.json.</summary>
static class CatalogShowCommand
{
    public static Command Create(Session session)
    {
        Argument<string> name = new("name") { Description = "A model, accelerator, instance, region or engine, or the path of a config.json." };
        Option<string?> overlay = CatalogCommand.Overlay();
        Option<bool> json = Options.Json();
        Verb command = new("show", "Show everything known of one entry.", "inference-modeler catalog show Llama-3.3-70B-Instruct", "inference-modeler catalog show p5.48xlarge") { name, overlay, json };
        command.SetAction(result =>
        {
            Catalog catalog = CatalogFiles.Load(result.GetValue(overlay));
            Show(session, catalog, result.GetValue(name)!, result.GetValue(json));
            return ExitCodes.Answered;
        });
        return command;
    }

    static void Show(Session session, Catalog catalog, string name, bool json)
    {
        if (HuggingFaceConfig.IsPath(name))
        {
            HuggingFaceModel read = HuggingFaceConfig.Read(name);
            ShowModel(session, new FoundModel(read.Architecture, null, ""), json);
            return;
        }
        Instance[] instances = [.. catalog.Instances.Where(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (instances.Length > 0) ShowInstances(session, catalog, instances, json);
        else if (Find(() => catalog.FindRegions(name)) is { } regions) ShowRegions(session, catalog, regions, json);
        else if (Find(() => catalog.FindEngine(name)) is { } engine) ShowEngine(session, catalog, engine, json);
        else if (Find(() => catalog.FindAccelerator(name)) is { } accelerator) ShowAccelerator(session, catalog, accelerator, json);
        else if (Find(() => catalog.FindModel(name)) is { } model) ShowModel(session, model, json);
        else
        {
            IEnumerable<string> known = catalog.Models.Select(m => m.Id).Concat(catalog.Accelerators.Select(a => a.Id)).Concat(catalog.Instances.Select(i => i.Name)).Concat(catalog.Regions.Select(r => r.Id)).Concat(catalog.Engines.Select(e => e.Id));
            throw new InputException($"unknown name \"{name}\": no model, accelerator, instance, region or engine; {Names.NearestText(name, known)}");
        }
    }

    static T? Find<T>(Func<T> find) where T : class
    {
        try
        {
            return find();
        }
        catch (InputException)
        {
            return null;
        }
    }

    static void ShowModel(Session session, FoundModel found, bool json)
    {
        ModelArchitecture m = found.Architecture;
        ParameterCount count = ParameterCount.Of(m);
        if (found.Note.Length > 0) session.Note(found.Note);
        if (json)
        {
            session.Json(new { kind = "model", found.Note, impliedWeights = found.WeightFormat?.Name(), model = CatalogJson.Model(m) });
            return;
        }
        TextTable table = Facts(("model", m.Id), ("also called", string.Join(", ", m.Aliases)), ("family", m.Family), ("parameters", $"{Format.Number(count.Total / 1e9, 4)} B computed, {Published(m.PublishedParameters)} published"),
            ("active parameters", $"{Format.Number(count.Active / 1e9, 4)} B computed, {Published(m.PublishedActiveParameters)} published"), ("layers", $"{m.Layers}: {m.FullLayers} full, {m.WindowLayers} window, {m.LinearLayers} linear attention; {m.DenseLayers} dense, {m.MoeLayers} experts"),
            ("hidden size", Format.Count(m.HiddenSize)), ("attention", CatalogText.Attention(m)), ("head size", m.ValueHeadSize == m.HeadSize ? $"{m.HeadSize}" : $"{m.HeadSize}, values {m.ValueHeadSize}"),
            ("feed-forward", FeedForward(m)), ("vocabulary", $"{Format.Count(m.VocabularySize)}{(m.TiedEmbeddings ? ", tied" : "")}"), ("context", $"{Format.Count(m.MaxContextTokens)} tokens"), ("native weights", m.NativeFormat.Name()));
        session.Table(Sources(table, m.Provenance));
    }

    static void ShowAccelerator(Session session, Catalog catalog, FoundAccelerator found, bool json)
    {
        AcceleratorSpec a = found.Accelerator;
        HashSet<(string, string)> instances = [.. catalog.Instances.Where(i => i.AcceleratorId == a.Id).Select(i => (i.Provider, i.Name))];
        RegionalOffer[] offers = [.. catalog.Offers.Where(o => instances.Contains((o.Provider, o.Instance)))];
        if (found.Note.Length > 0) session.Note(found.Note);
        if (json)
        {
            session.Json(new { kind = "accelerator", found.Note, accelerator = CatalogJson.Accelerator(a), offers = offers.Select(CatalogJson.Offer) });
            return;
        }
        TextTable table = Facts(("accelerator", a.Id), ("name", $"{a.Vendor} {a.Name}"), ("also called", string.Join(", ", a.Aliases)), ("family", a.Family), ("year, status", $"{a.Year}, {Choices.Name(a.Status)}"), ("memory", $"{Format.Bytes(a.MemoryBytes)} usable, {Format.Metric(a.MemoryBytesPerSecond)}B/s"),
            ("dense rates", string.Join(", ", a.DenseFlopPerSecond.Select(r => $"{r.Key.Name()} {Format.Metric(r.Value)}FLOP/s"))),
            ("scale-up", a.ScaleUpDomainAccelerators > 1 ? $"{a.ScaleUpLink}: {Choices.Name(a.Topology)} of {a.ScaleUpDomainAccelerators}, {Format.Metric(a.ScaleUpBytesPerSecond)}B/s one way, {Format.Metric(a.PeerBytesPerSecond)}B/s to one peer" : "none"),
            ("host link", $"{Format.Metric(a.HostBytesPerSecond)}B/s one way"), ("power", $"{Format.Number(a.PowerWatts)} W{(a.PowerIsEstimated ? ", estimated" : "")}"), ("street price", a.PriceUsd is { } usd ? $"${Format.Number(usd)}" : ""));
        session.Table(Sources(table, a.Provenance));
        Offers(session, offers);
    }

    static void ShowInstances(Session session, Catalog catalog, Instance[] instances, bool json)
    {
        RegionalOffer[] offers = [.. catalog.Offers.Where(o => instances.Any(i => i.Provider == o.Provider && i.Name == o.Instance))];
        if (json)
        {
            session.Json(new { kind = "instance", instances = instances.Select(CatalogJson.Instance), offers = offers.Select(CatalogJson.Offer) });
            return;
        }
        foreach (Instance i in instances)
        {
            session.Table(Sources(Facts(("instance", i.Name), ("provider", i.Provider), ("accelerators", $"{i.Accelerators} × {i.AcceleratorId}"), ("scale-up domain", $"{i.ScaleUpDomainAccelerators} accelerators"),
                ("network", i.NetworkBytesPerSecond > 0 ? $"{Format.Metric(i.NetworkBytesPerSecond)}B/s one way" : "unknown")), i.Provenance));
        }
        Offers(session, offers);
    }

    static void ShowRegions(Session session, Catalog catalog, IReadOnlyList<Region> regions, bool json)
    {
        RegionalOffer[] offers = [.. catalog.Offers.Where(o => regions.Any(r => r.Provider == o.Provider && r.Id == o.Region))];
        if (json)
        {
            session.Json(new { kind = "region", regions, offers = offers.Select(CatalogJson.Offer) });
            return;
        }
        foreach (Region r in regions)
        {
            session.Table(Sources(Facts(("region", r.Id), ("provider", r.Provider), ("place", $"{r.City}, {r.Country} ({r.LatitudeDegrees}°, {r.LongitudeDegrees}°)"), ("zones", $"{r.Zones}"), ("grid carbon", $"{Format.Number(r.GridCarbonGramsPerKwh)} g/kWh"),
                ("PUE", Format.Number(r.Pue)), ("water", $"{Format.Number(r.WaterLitresPerKwh)} L/kWh"), ("electricity", $"{Format.Number(r.ElectricityUsdPerKwh)} $/kWh")), r.Provenance));
        }
        Offers(session, offers);
    }

    static void ShowEngine(Session session, Catalog catalog, ServingEngine e, bool json)
    {
        SupportRule[] rules = [.. catalog.Support.Where(s => s.Engine == e.Id)];
        if (json)
        {
            session.Json(new { kind = "engine", engine = e, support = rules.Select(CatalogJson.Support) });
            return;
        }
        string small = e.Small is { } s ? $"{Format.Count(s.MaxBatchedTokens)} tokens and {Format.Count(s.MaxSequences)} sequences below {Format.Bytes(s.BelowMemoryBytes)} or on {string.Join(", ", s.Families)}" : "";
        session.Table(Sources(Facts(("engine", e.Id), ("also called", string.Join(", ", e.Aliases)), ("per step", $"{Format.Count(e.MaxBatchedTokens)} tokens, {Format.Count(e.MaxSequences)} sequences"), ("on small parts", small),
            ("memory", $"{Format.Percent(e.MemoryFraction)} of {(e.MemoryFractionRule == MemoryFractionRule.OfTotal ? "all memory" : "what is free after weights")}; {Format.Bytes(e.OtherMemoryBytes)} for the runtime"), ("KV block", $"{e.KvBlockTokens} tokens")),
            new Provenance(e.Source, e.Date, e.Confidence, e.Doubts)));
        TextTable table = new(Column.Text("family"), Column.Text("weights"), Column.Text("KV cache"), Column.Text("remark"));
        foreach (SupportRule rule in rules) table.Row(rule.Family, rule.Weights.Name(), string.Join(", ", rule.KvCache.Select(NumberFormats.Name)), rule.Doubts);
        session.Table(table);
    }

    static void Offers(Session session, RegionalOffer[] offers)
    {
        if (offers.Length == 0)
        {
            session.Line("no offer in any region");
            return;
        }
        TextTable table = new(Column.Text("provider"), Column.Text("region"), Column.Text("instance"), Column.Text("zones"), Column.Text("bought"), Column.Number("$/h"), Column.Text("read"), Column.Text("doubt"));
        foreach (RegionalOffer offer in offers)
        {
            if (offer.Prices.Count == 0) table.Row(offer.Provider, offer.Region, offer.Instance, Zones(offer), "–", "–", offer.Provenance.Date, offer.Provenance.Doubts);
            foreach ((PurchaseOption option, Price price) in offer.Prices.OrderBy(p => p.Key))
            {
                table.Row(offer.Provider, offer.Region, offer.Instance, Zones(offer), Choices.Name(option), Format.Number(price.UsdPerHour, 4), price.Date, price.Doubt);
            }
        }
        session.Table(table);
    }

    static string Zones(RegionalOffer offer) => offer.Zones.Count > 0 ? $"{offer.AvailabilityZones.Count}" : "–";

    static TextTable Facts(params (string Name, string Value)[] facts)
    {
        TextTable table = new(Column.Text("fact"), Column.Text("value"));
        foreach ((string name, string value) in facts)
        {
            if (value.Length > 0) table.Row(name, value);
        }
        return table;
    }

    static TextTable Sources(TextTable table, Provenance p) => table.Row("source", p.Source).Row("date", p.Date.Length > 0 ? p.Date : "undated").Row("confidence", Choices.Name(p.Confidence)).Row("doubts", p.Doubts.Length > 0 ? p.Doubts : "none");

    static string Published(double? parameters) => parameters is { } p ? $"{Format.Number(p / 1e9, 4)} B" : "none";

    static string FeedForward(ModelArchitecture m)
    {
        List<string> parts = [];
        if (m.DenseLayers > 0) parts.Add($"dense {Format.Count(m.DenseIntermediateSize)}{(m.GatedMlp ? " gated" : "")}");
        if (m.MoeLayers > 0) parts.Add($"{m.ExpertsPerToken} of {m.Experts} experts of {Format.Count(m.ExpertIntermediateSize)}");
        if (m.SharedIntermediateSize > 0) parts.Add($"shared {Format.Count(m.SharedIntermediateSize)}");
        return string.Join(", ", parts);
    }
}
