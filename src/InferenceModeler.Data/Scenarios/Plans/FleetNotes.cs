using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>What a scenario says and no plan of it looks at: it may be meant for another one, so that it is told and not refused.</summary>
static class FleetNotes
{
    public static IEnumerable<string> Of(FleetScenario scenario, IReadOnlyList<UserRegion> users, IReadOnlyList<OwnedServer> servers)
    {
        foreach (UserRegion region in users)
            if (!scenario.Classes.Any(c => c.Demands.Any(d => d.Users == region))) yield return $"users {region.Name}: no demand is theirs";
        foreach (OwnedServer server in servers)
            if (!scenario.Sites.Any(s => s.Servers.Contains(server)) && !scenario.Holdings.Any(h => h.Server == server)) yield return $"server {server.Instance.Name}: no site lists it";
        foreach (string provider in scenario.Terms.Discounts.Keys)
            if (!scenario.Sites.Any(s => s.Offers.Any(o => o.Instance.Provider == provider))) yield return $"discount of {provider}: no site rents from it";
        foreach (DemandClass requests in scenario.Classes)
            foreach (RegionalDemand demand in requests.Demands)
                foreach (Launch launch in demand.Launches.Where(l => IsAfter(scenario, l.From))) yield return $"{requests.Name} of {demand.Users.Name}: the launch in {launch.From} comes after the horizon";
        foreach (TrainingJob job in scenario.Training)
            if (IsAfter(scenario, job.From) || job.To - scenario.First < 0) yield return $"training {job.Name}: runs from {job.From} to {job.To}, outside of the horizon";
        foreach (string note in scenario.Sites.SelectMany(site => Of(scenario, site))) yield return note;
    }

    static IEnumerable<string> Of(FleetScenario scenario, Site site)
    {
        Instance[] sold = [.. site.Offers.Select(o => o.Instance), .. site.Servers.Select(s => s.Instance)];
        Instance[] there = [.. sold, .. scenario.Holdings.Where(h => h.Site == site).Select(h => h.Instance)];
        foreach (string limited in site.StockPerQuarter.Keys.Where(limited => sold.All(i => Site.Counted(i, limited) == 0))) yield return $"{site.Name}: its stock of {limited} limits nothing, none can be ordered there";
        foreach (string limited in site.Quota.Keys.Where(limited => there.All(i => Site.Counted(i, limited) == 0))) yield return $"{site.Name}: its quota of {limited} limits nothing, none can be ordered or stands there";
        foreach (string accelerator in site.LeadQuartersOf.Keys.Where(a => site.Offers.All(o => o.Instance.AcceleratorId != a))) yield return $"{site.Name}: its lead time of {accelerator} delays nothing, none can be rented there";
        foreach (PowerTranche tranche in site.Tranches.Where(t => IsAfter(scenario, t.From))) yield return $"{site.Name}: the {tranche.Megawatts:0.######} MW of {tranche.From} come after the horizon";
        foreach (Hall hall in site.Halls)
            if (hall.From is { } from && IsAfter(scenario, from)) yield return $"{site.Name}: hall {hall.Name} stands from {from} on, after the horizon";
    }

    static bool IsAfter(FleetScenario scenario, Quarter quarter) => quarter - scenario.First >= scenario.Quarters;
}
