using InferenceModeler.Cli.Output;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Reports;
using ScottPlot;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Sites and users by longitude and latitude, with lines as wide as what flows between them.</summary>
static class PlanMap
{
    const float WidestLine = 9, LargestSite = 34, SmallestSite = 8;

    // Room around the outermost places, degrees.
    const double Margin = 12;

    // Places nearer to each other than this share a spot of the picture; their labels are stacked.
    const double SameSpotDegrees = 3, LabelPixels = 15;

    static readonly Color s_site = Color.FromHex("#1f77b4"), s_users = Color.FromHex("#d95f02"), s_grey = Color.FromHex("#888888");

    public static Plot Draw(Plan plan, FleetScenario scenario)
    {
        Plot plot = new();
        plot.Title("sites (MW in the last quarter) and who is served from them (mean requests per second)");
        plot.XLabel("longitude, degrees");
        plot.YLabel("latitude, degrees");
        Dictionary<string, Site> sites = scenario.Sites.ToDictionary(s => s.Name);
        Dictionary<string, UserRegion> users = scenario.Users.DistinctBy(u => u.Name).ToDictionary(u => u.Name);
        var flows = Flow.Of(plan).GroupBy(f => (f.Users, f.Site)).Select(g => (g.Key.Users, g.Key.Site, Rate: g.Sum(f => f.MeanRequestsPerSecond))).OrderBy(f => f.Rate).ToArray();
        double most = flows.Select(f => f.Rate).DefaultIfEmpty(1).Max();
        foreach (var flow in flows)
        {
            (double x, double y) = At(users[flow.Users].Near);
            (double u, double v) = At(sites[flow.Site].Region);
            ScottPlot.Plottables.Scatter line = plot.Add.ScatterLine((double[])[x, u], (double[])[y, v], s_grey.WithAlpha(0.5));
            line.LineWidth = Math.Max(1, (float)(WidestLine * flow.Rate / most));
        }
        int last = plan.Problem.Quarters - 1;
        Dictionary<string, double> megawatts = SiteFleet.Of(plan).GroupBy(f => f.Site).ToDictionary(g => g.Key, g => g.Sum(f => f.Instances[last] * f.Offer.Kilowatts / 1000));
        double largest = megawatts.Values.DefaultIfEmpty(0).Max();
        for (int i = 0; i < scenario.Sites.Count; i++)
        {
            Site site = scenario.Sites[i];
            double drawn = megawatts.GetValueOrDefault(site.Name);
            (double x, double y) = At(site.Region);
            plot.Add.Marker(x, y, drawn > 0 ? MarkerShape.FilledCircle : MarkerShape.OpenCircle, largest > 0 ? SmallestSite + (LargestSite - SmallestSite) * (float)Math.Sqrt(drawn / largest) : SmallestSite, s_site.WithAlpha(0.75));
            Label(plot, x, y, $"{site.Name} {(drawn > 0 ? Format.Number(drawn) : "0")} MW", s_site, Alignment.LowerCenter, -16 - (float)LabelPixels * scenario.Sites.Take(i).Count(other => IsSameSpot(other.Region, site.Region)));
        }
        UserRegion[] all = [.. users.Values];
        for (int i = 0; i < all.Length; i++)
        {
            UserRegion region = all[i];
            (double x, double y) = At(region.Near);
            plot.Add.Marker(x, y, MarkerShape.FilledDiamond, 9, s_users);
            Label(plot, x, y, $"{region.Name} {Format.Number(flows.Where(f => f.Users == region.Name).Sum(f => f.Rate))}/s", s_users, Alignment.UpperCenter, 12 + (float)LabelPixels * all.Take(i).Count(other => IsSameSpot(other.Near, region.Near)));
        }
        (double X, double Y)[] places = [.. scenario.Sites.Select(s => At(s.Region)), .. users.Values.Select(u => At(u.Near))];
        plot.Axes.SetLimits(places.Min(p => p.X) - 2 * Margin, places.Max(p => p.X) + 2 * Margin, places.Min(p => p.Y) - Margin, places.Max(p => p.Y) + Margin);
        return plot;
    }

    static bool IsSameSpot(Hardware.Region a, Hardware.Region b) => Math.Abs(a.LongitudeDegrees - b.LongitudeDegrees) < 2 * SameSpotDegrees && Math.Abs(a.LatitudeDegrees - b.LatitudeDegrees) < SameSpotDegrees;

    static (double X, double Y) At(Hardware.Region region) => (region.LongitudeDegrees, region.LatitudeDegrees);

    static void Label(Plot plot, double x, double y, string label, Color color, Alignment alignment, float offset)
    {
        ScottPlot.Plottables.Text text = plot.Add.Text(label, x, y);
        (text.LabelFontColor, text.LabelFontSize, text.LabelAlignment, text.OffsetY) = (color, 12, alignment, offset);
    }
}
