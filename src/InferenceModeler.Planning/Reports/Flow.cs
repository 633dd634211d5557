namespace InferenceModeler.Planning.Reports;

/// <summary>A demand served at a site, over the horizon.</summary>
/// <param name="Class">Of requests.</param>
/// <param name="Users">Region of users.</param>
/// <param name="Site">Where they are served.</param>
/// <param name="MeanRequestsPerSecond">Over all hours.</param>
/// <param name="Share">Of what is served of the demand.</param>
public sealed record Flow(string Class, string Users, string Site, double MeanRequestsPerSecond, double Share)
{
    public static IReadOnlyList<Flow> Of(Plan plan)
    {
        double hours = plan.Problem.Hours.Sum(h => h.HoursPerQuarter) * plan.Problem.Quarters;
        List<Flow> flows = [];
        foreach (var demand in plan.Dispatch.Where(d => d.RequestsPerSecond > 0).GroupBy(d => d.Demand).OrderBy(g => g.Key))
        {
            var bySite = demand.GroupBy(d => d.Site).Select(g => (Site: g.Key, Mean: g.Sum(d => d.RequestsPerSecond * plan.Problem.Hours[d.Hour].HoursPerQuarter) / hours)).ToArray();
            double all = bySite.Sum(s => s.Mean);
            flows.AddRange(bySite.OrderByDescending(s => s.Mean).ThenBy(s => s.Site)
                .Select(s => new Flow(plan.Problem.Demands[demand.Key].Class, plan.Problem.Demands[demand.Key].Users, plan.Problem.Sites[s.Site].Name, s.Mean, s.Mean / all)));
        }
        return flows;
    }
}
