using InferenceModeler.Cli.Output;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Reports;
using ScottPlot;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Sites and users on a map, with lines as wide as what flows between them.</summary>
sealed class PlanMap
{
    const float WidestLine = 9, LargestSite = 34, SmallestSite = 8, UsersSize = 9;

    // Room around the outermost places, and the least that is shown, degrees of latitude.
    const double Margin = 10, LeastDegrees = 40, MostNorth = 85, MostSouth = -60;

    // Of a line that labels keep off.
    const int PointsOfFlow = 60;

    // Around the map, pixels.
    const int Left = 60, Right = 26, Bottom = 34, Top = 34;

    static readonly Color s_site = Color.FromHex("#1f77b4"), s_users = Color.FromHex("#d95f02"), s_flow = Color.FromHex("#666666"), s_land = Color.FromHex("#ecebe4"), s_coast = Color.FromHex("#c9c7bb");

    readonly float _width, _height;
    readonly LabelPlacer _labels;
    readonly (double West, double East, double South, double North) _shown;

    PlanMap(IReadOnlyList<Hardware.Region> places, int width, int height)
    {
        (_width, _height) = (width - Left - Right, height - Bottom - Top);
        _labels = new(_width, _height);
        _shown = Shown(places, _width / _height);
    }

    /// <param name="plan">What to draw.</param>
    /// <param name="scenario">Where its sites and users are.</param>
    /// <param name="width">Of the picture, pixels.</param>
    /// <param name="height">Of the picture, pixels.</param>
    public static Plot Draw(Plan plan, FleetScenario scenario, int width, int height)
    {
        UserRegion[] users = [.. scenario.Users.DistinctBy(u => u.Name)];
        PlanMap map = new([.. scenario.Sites.Select(s => s.Region), .. users.Select(u => u.Near)], width, height);
        Plot plot = new();
        map.Ground(plot);
        (string Users, string Site, double Rate)[] flows = [.. Flow.Of(plan).GroupBy(f => (f.Users, f.Site)).Select(g => (g.Key.Users, g.Key.Site, Rate: g.Sum(f => f.MeanRequestsPerSecond))).OrderBy(f => f.Rate)];
        map.Flows(plot, flows, scenario, users);
        map.Places(plot, plan, scenario, users, flows);
        return plot;
    }

    void Ground(Plot plot)
    {
        plot.Title("sites (MW in the last quarter) and users (mean requests per second)");
        foreach (Coordinates[] ring in Outlines.Land())
        {
            ScottPlot.Plottables.Polygon land = plot.Add.Polygon(ring);
            (land.FillColor, land.LineColor, land.LineWidth) = (s_land, s_coast, 1);
        }
        (double west, double east, double south, double north) = _shown;
        plot.Axes.SetLimits(west, east, south, north);
        plot.Axes.Bottom.TickGenerator = Ticks(west, east, "E", "W");
        plot.Axes.Left.TickGenerator = Ticks(south, north, "N", "S");
        plot.Layout.Fixed(new PixelPadding(Left, Right, Bottom, Top));
    }

    void Flows(Plot plot, (string Users, string Site, double Rate)[] flows, FleetScenario scenario, UserRegion[] users)
    {
        double most = flows.Select(f => f.Rate).DefaultIfEmpty(1).Max();
        foreach ((string from, string to, double rate) in flows)
        {
            Coordinates a = At(users.First(u => u.Name == from).Near), b = At(scenario.Sites.First(s => s.Name == to).Region);
            for (int i = 0; i <= PointsOfFlow; i++) _labels.Avoid(On(a.X + (b.X - a.X) * i / PointsOfFlow, a.Y + (b.Y - a.Y) * i / PointsOfFlow), 2);
            plot.Add.ScatterLine((Coordinates[])[a, b], s_flow.WithAlpha(0.45)).LineWidth = Math.Max(1, (float)(WidestLine * rate / most));
        }
    }

    void Places(Plot plot, Plan plan, FleetScenario scenario, UserRegion[] users, (string Users, string Site, double Rate)[] flows)
    {
        int last = plan.Problem.Quarters - 1;
        Dictionary<string, double> megawatts = SiteFleet.Of(plan).GroupBy(f => f.Site).ToDictionary(g => g.Key, g => g.Sum(f => f.Instances[last] * f.Offer.Kilowatts / 1000));
        double largest = megawatts.Values.DefaultIfEmpty(0).Max();
        float Size(Site site) => largest > 0 ? SmallestSite + (LargestSite - SmallestSite) * (float)Math.Sqrt(megawatts.GetValueOrDefault(site.Name) / largest) : SmallestSite;
        // The larger below, so that none hides another.
        Site[] sites = [.. scenario.Sites.OrderByDescending(Size)];
        foreach (Site site in sites)
        {
            plot.Add.Marker(At(site.Region), megawatts.GetValueOrDefault(site.Name) > 0 ? MarkerShape.FilledCircle : MarkerShape.OpenCircle, Size(site), s_site.WithAlpha(0.75));
            _labels.Avoid(On(site.Region), Size(site) / 2);
        }
        foreach (UserRegion region in users)
        {
            plot.Add.Marker(At(region.Near), MarkerShape.FilledDiamond, UsersSize, s_users);
            _labels.Avoid(On(region.Near), UsersSize / 2);
        }
        foreach (Site site in sites) Label(plot, $"{site.Name} {Format.Number(megawatts.GetValueOrDefault(site.Name))} MW", site.Region, Size(site) / 2, s_site);
        foreach (UserRegion region in users) Label(plot, $"{region.Name} {Format.Number(flows.Where(f => f.Users == region.Name).Sum(f => f.Rate))}/s", region.Near, UsersSize / 2, s_users);
    }

    void Label(Plot plot, string text, Hardware.Region region, float radius, Color color)
    {
        (float x, float y) = _labels.Place(text, On(region), radius);
        ScottPlot.Plottables.Text label = plot.Add.Text(text, At(region));
        (label.LabelFontColor, label.LabelFontSize, label.LabelAlignment, label.OffsetX, label.OffsetY) = (color, LabelPlacer.FontSize, Alignment.MiddleCenter, x, y);
        label.LabelBackgroundColor = Colors.White.WithAlpha(0.6);
    }

    /// <summary>Everything with room around it, true to scale in the middle.</summary>
    static (double West, double East, double South, double North) Shown(IReadOnlyList<Hardware.Region> places, double widthByHeight)
    {
        double west = places.Min(p => p.LongitudeDegrees), east = places.Max(p => p.LongitudeDegrees), south = places.Min(p => p.LatitudeDegrees), north = places.Max(p => p.LatitudeDegrees);
        double latitude = Math.Clamp((south + north) / 2, -50, 60), stretch = Math.Cos(latitude * Math.PI / 180);
        double degrees = Math.Max(LeastDegrees, Math.Max(north - south + 2 * Margin, (east - west + 4 * Margin) * stretch / widthByHeight));
        double above = Math.Min(MostNorth, latitude + degrees / 2), below = Math.Max(MostSouth, above - degrees), longitude = (west + east) / 2, half = (above - below) * widthByHeight / stretch / 2;
        return (longitude - half, longitude + half, below, above);
    }

    static ScottPlot.TickGenerators.NumericManual Ticks(double from, double to, string above, string below)
    {
        double step = new[] { 5.0, 10, 20, 30, 60 }.First(s => (to - from) / s <= 9 || s == 60);
        return new([.. Enumerable.Range((int)Math.Ceiling(from / step), (int)Math.Floor(to / step) - (int)Math.Ceiling(from / step) + 1).Select(i => i * step)
            .Select(degrees => new Tick(degrees, degrees == 0 ? "0°" : $"{Math.Abs(degrees):0}°{(degrees > 0 ? above : below)}"))]);
    }

    static Coordinates At(Hardware.Region region) => new(region.LongitudeDegrees, region.LatitudeDegrees);

    Pixel On(Hardware.Region region) => On(region.LongitudeDegrees, region.LatitudeDegrees);

    Pixel On(double longitude, double latitude) =>
        new((float)((longitude - _shown.West) / (_shown.East - _shown.West)) * _width, (float)((_shown.North - latitude) / (_shown.North - _shown.South)) * _height);
}
