using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler;

/// <summary>Finds catalog entries by the names people use. An unknown name is an <see cref="InputException"/> that lists the three nearest.</summary>
public static class CatalogNames
{
    /// <summary>
    /// The architecture that a model's name stands for: its id in any case, without its organisation, an alias, or a variant of it (instruction-tuned, converted,
    /// dated, quantised). <see cref="FoundModel.Note"/> says so where the row is not the named model's own.
    /// </summary>
    public static FoundModel FindModel(this Catalog catalog, string name)
    {
        string given = name.Trim();
        ModelName wanted = ModelName.Of(given);
        ModelArchitecture? own = catalog.Models.FirstOrDefault(m => Same(m.Id, given)) ?? catalog.Models.FirstOrDefault(m => Same(ModelName.Bare(m.Id), wanted.BareName));
        if (own is not null) return new(own, null, "");
        ModelArchitecture? found = catalog.Models.FirstOrDefault(m => m.Aliases.Any(a => Same(a, wanted.BareName)))
            ?? catalog.Models.FirstOrDefault(m => Same(ModelName.Bare(m.Id), wanted.Unquantised))
            ?? catalog.Models.FirstOrDefault(m => m.Aliases.Any(a => Same(a, wanted.Unquantised)))
            ?? catalog.Models.FirstOrDefault(m => Same(ModelName.Of(m.Id).Architecture, wanted.Architecture))
            ?? catalog.Models.FirstOrDefault(m => m.Aliases.Any(a => Same(ModelName.Of(a).Architecture, wanted.Architecture)));
        if (found is null || wanted.Architecture.Length == 0) throw Unknown("model", given, catalog.Models.Select(m => m.Id), "give a catalog name or the path of a config.json");
        string weights = wanted.WeightFormat is { } format ? $", {format.Name()} weights" : "";
        return new(found, wanted.WeightFormat, $"{given}: architecture of {found.Id}{weights}");
    }

    /// <summary>The accelerator of an id or alias. A short name that fits several parts takes the alias's owner, and the note lists the others.</summary>
    public static FoundAccelerator FindAccelerator(this Catalog catalog, string name)
    {
        string given = name.Trim();
        AcceleratorSpec? own = catalog.Accelerators.FirstOrDefault(a => Same(a.Id, given));
        if (own is not null) return new(own, "");
        AcceleratorSpec found = catalog.Accelerators.FirstOrDefault(a => a.Aliases.Any(alias => Same(alias, given)) || Same(a.Name, given) || Same(a.Vendor + a.Name, given) || Same(a.Vendor + a.Id, given))
            ?? throw Unknown("accelerator", given, catalog.Accelerators.Select(a => a.Id), "give a catalog id");
        string[] others = [.. catalog.Accelerators.Where(a => a != found && Names.Fold(a.Id).StartsWith(Names.Fold(given), StringComparison.Ordinal)).Select(a => a.Id)];
        return new(found, $"{given}: taken as {found.Id} ({found.Name})" + (others.Length > 0 ? $"; others: {string.Join(", ", others)}" : ""));
    }

    public static ServingEngine FindEngine(this Catalog catalog, string name) =>
        catalog.Engines.FirstOrDefault(e => Same(e.Id, name.Trim()) || e.Aliases.Any(a => Same(a, name.Trim())))
        ?? throw Unknown("serving engine", name.Trim(), catalog.Engines.Select(e => e.Id), "give a catalog id");

    /// <summary>The regions of an id, <c>us-east-1</c> or <c>aws/us-east-1</c>; one id may belong to several providers.</summary>
    public static IReadOnlyList<Region> FindRegions(this Catalog catalog, string name)
    {
        // Hyphens count here: us-east-1 and us-east1 are regions of two clouds.
        Region[] found = [.. catalog.Regions.Where(r => r.Id.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase) || $"{r.Provider}/{r.Id}".Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))];
        return found.Length > 0 ? found : throw Unknown("region", name.Trim(), catalog.Regions.Select(r => name.Contains('/') ? $"{r.Provider}/{r.Id}" : r.Id), "give a catalog id");
    }

    static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase) || Names.Fold(a) == Names.Fold(b);

    static InputException Unknown(string what, string given, IEnumerable<string> known, string remedy) =>
        new($"unknown {what} \"{given}\": {remedy}; {Names.NearestText(given, known)}");
}
