using System.Reflection;
using InferenceModeler.Data.Tables;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Data;

/// <summary>Reads the built-in catalog and a user's files laid over it.</summary>
public static class CatalogFiles
{
    static readonly Dictionary<string, (string[] Columns, string[] Key)> s_files = new()
    {
        ["accelerators.csv"] = (AcceleratorTable.Columns, ["id"]),
        ["power-references.csv"] = (AcceleratorTable.PowerColumns, ["vendor"]),
        ["models.csv"] = (ModelTable.Columns, ["id"]),
        ["instances.csv"] = (InstanceTable.Columns, ["provider", "instance"]),
        ["offers.csv"] = (InstanceTable.OfferColumns, ["provider", "region", "instance"]),
        ["regions.csv"] = (RegionTable.Columns, ["provider", "region"]),
        ["round-trips.csv"] = (RegionTable.RoundTripColumns, ["from_provider", "from_region", "to_provider", "to_region"]),
        ["round-trip-model.csv"] = (RegionTable.ModelColumns, []),
        ["engines.csv"] = (EngineTable.Columns, ["engine"]),
        ["support.csv"] = (EngineTable.SupportColumns, ["engine", "family", "weights"]),
    };

    /// <summary>The names of the catalog's files, which are also those that an overlay may hold.</summary>
    public static IReadOnlyCollection<string> FileNames => s_files.Keys;

    /// <summary>
    /// The catalog. Files in <paramref name="overlayDirectory"/> have the built-in files' names and columns; their rows replace or add by key, and columns they
    /// leave out keep the replaced row's values.
    /// </summary>
    /// <exception cref="InputException">A file, column, value or reference breaks a rule; the message names file, line, column, value, rule and remedy.</exception>
    public static InferenceModeler.Catalog Load(string? overlayDirectory = null)
    {
        if (overlayDirectory is not null) CheckNames(overlayDirectory);
        CsvTable Open(string name) => CatalogFiles.Open(name, overlayDirectory);

        List<AcceleratorSpec> accelerators = AcceleratorTable.Read(Open("accelerators.csv"), Open("power-references.csv"));
        List<ModelArchitecture> models = ModelTable.Read(Open("models.csv"));
        List<Region> regions = RegionTable.Read(Open("regions.csv"));
        ILookup<string, string> regionsOfProvider = regions.ToLookup(r => r.Provider, r => r.Id);
        List<Instance> instances = InstanceTable.Read(Open("instances.csv"), [.. accelerators.Select(a => a.Id)], regionsOfProvider);
        List<ServingEngine> engines = EngineTable.Read(Open("engines.csv"));
        CheckAliases("accelerators.csv", accelerators.Select(a => (a.Id, a.Aliases)));
        CheckAliases("models.csv", models.Select(m => (m.Id, m.Aliases)));
        return new InferenceModeler.Catalog
        {
            Accelerators = accelerators,
            Models = models,
            Instances = instances,
            Offers = InstanceTable.ReadOffers(Open("offers.csv"), instances, regionsOfProvider),
            Regions = regions,
            RoundTrips = RoundTrips(overlayDirectory, regionsOfProvider),
            RoundTripModel = RegionTable.ReadModel(Open("round-trip-model.csv")),
            Engines = engines,
            Support = EngineTable.ReadSupport(Open("support.csv"), [.. engines.Select(e => e.Id)], [.. accelerators.Select(a => a.Family).Distinct()]),
        };
    }

    /// <summary>Read when first looked at, unless the user's folder holds some: those are checked at once.</summary>
    static IReadOnlyList<RoundTrip> RoundTrips(string? overlayDirectory, ILookup<string, string> regionsOfProvider)
    {
        const string Name = "round-trips.csv";
        List<RoundTrip> Read() => RegionTable.ReadRoundTrips(Open(Name, overlayDirectory), regionsOfProvider);
        return overlayDirectory is not null && File.Exists(Path.Combine(overlayDirectory, Name)) ? Read() : new LateList<RoundTrip>(Read);
    }

    static CsvTable Open(string name, string? overlayDirectory)
    {
        (string[] columns, string[] key) = s_files[name];
        CsvTable table = new(columns, key);
        using (Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("InferenceModeler.Data.Catalog." + name)
            ?? throw new InvalidOperationException($"the catalog file {name} is not in the assembly"))
        using (StreamReader reader = new(stream)) table.Add(name, reader.ReadToEnd());
        if (overlayDirectory is null) return table;
        string path = Path.Combine(overlayDirectory, name);
        if (File.Exists(path)) table.Add(path, File.ReadAllText(path));
        return table;
    }

    static void CheckNames(string directory)
    {
        if (!Directory.Exists(directory)) throw new InputException($"--catalog {directory}: no such folder: give one that holds {string.Join(", ", s_files.Keys)}");
        foreach (string path in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (!s_files.ContainsKey(name)) throw new InputException($"{path}: not a catalog file: {Names.NearestText(name, s_files.Keys)}");
        }
    }

    static void CheckAliases(string file, IEnumerable<(string Id, IReadOnlyList<string> Aliases)> entries)
    {
        Dictionary<string, string> owner = [];
        foreach ((string id, IReadOnlyList<string> aliases) in entries)
        {
            foreach (string alias in aliases.Append(id))
            {
                if (!owner.TryAdd(Names.Fold(alias), id) && owner[Names.Fold(alias)] != id)
                {
                    throw new InputException($"{file}: \"{alias}\" names {owner[Names.Fold(alias)]} and {id}: take the alias from one of them");
                }
            }
        }
    }
}
