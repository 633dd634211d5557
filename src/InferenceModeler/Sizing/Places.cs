using InferenceModeler.Hardware;

namespace InferenceModeler.Sizing;

/// <summary>Resolves where a fleet may stand.</summary>
public static class Places
{
    /// <param name="catalog">Facts.</param>
    /// <param name="providers">Provider ids; empty: all.</param>
    /// <param name="places">Region ids, <c>provider/region</c>, or country codes; empty: everywhere.</param>
    /// <exception cref="InputException">An unknown name, or nothing left.</exception>
    public static IReadOnlyList<Region> Resolve(Catalog catalog, IReadOnlyList<string> providers, IReadOnlyList<string> places)
    {
        string[] known = [.. catalog.Regions.Select(r => r.Provider).Distinct()];
        foreach (string provider in providers)
            if (!known.Contains(provider, StringComparer.OrdinalIgnoreCase)) throw new InputException($"unknown provider \"{provider}\": give a catalog id; {Names.NearestText(provider, known)}");
        HashSet<string> countries = [.. catalog.Regions.Select(r => r.Country)];
        List<Region> allowed = [];
        foreach (string place in places)
        {
            if (countries.Contains(place.ToUpperInvariant())) allowed.AddRange(catalog.Regions.Where(r => r.Country.Equals(place, StringComparison.OrdinalIgnoreCase)));
            else allowed.AddRange(catalog.FindRegions(place));
        }
        if (places.Count == 0) allowed.AddRange(catalog.Regions);
        Region[] left = [.. allowed.Distinct().Where(r => providers.Count == 0 || providers.Contains(r.Provider, StringComparer.OrdinalIgnoreCase))];
        return left.Length > 0
            ? left
            : throw new InputException($"no region left: {string.Join(", ", providers)} has none of {string.Join(", ", places)}; allow more providers or regions");
    }
}
