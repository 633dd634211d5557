using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Building;

/// <summary>Whether a site may serve, by law or by choice.</summary>
static class Residency
{
    /// <param name="names">Countries, region ids or site names; none: everywhere.</param>
    /// <param name="site">Where.</param>
    public static bool Allows(IReadOnlyList<string> names, Site site) => names.Count == 0
        || names.Contains(site.Name) || names.Contains(site.Region.Country) || names.Contains(site.Region.Id) || names.Contains($"{site.Region.Provider}/{site.Region.Id}");

    public static bool Allows(DemandClass requests, RegionalDemand demand, Site site) => Allows(requests.Residency, site) && Allows(demand.Residency, site);

    /// <summary>The rule in words.</summary>
    public static string Rule(DemandClass requests, RegionalDemand demand)
    {
        string ofClass = $"{string.Join(", ", requests.Residency)} of the class", ofUsers = $"{string.Join(", ", demand.Residency)} of {demand.Users.Name}";
        return requests.Residency.Count == 0 ? ofUsers : demand.Residency.Count == 0 ? ofClass : $"{ofClass} and {ofUsers}";
    }
}
