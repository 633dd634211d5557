using InferenceModeler.Cli.Output;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The power of sites against their nameplate, for people and as JSON.</summary>
static class FeederTables
{
    const double KilowattsPerMegawatt = 1000;
    static readonly double[] s_ratios = [1, 1.1, 1.2, 1.3, 1.5];

    public static void Write(Session session, IReadOnlyList<SiteFeeder> feeders)
    {
        session.Line();
        session.Line("power in the busiest hour of the last quarter, as the sum of simulated replicas (share of the time above a feeder for the provisioned power ÷ ratio)");
        TextTable table = new([Column.Text("site"), Column.Number("hour"), Column.Number("replicas"), Column.Number("provisioned MW"), Column.Number("mean MW"), Column.Number("p99 MW"),
            .. s_ratios.Select(r => Column.Number($"above 1/{r:0.0}")), Column.Number("largest ratio")]);
        foreach (SiteFeeder f in feeders)
            table.Row([f.Site, f.HourOfWeek?.ToString() ?? "–", Format.Count(f.Replicas), Format.Number(f.ProvisionedKilowatts / KilowattsPerMegawatt), Format.Number(f.Power.MeanKilowatts / KilowattsPerMegawatt),
                Format.Number(f.Power.Kilowatts(0.99) / KilowattsPerMegawatt), .. s_ratios.Select(r => Share(f.Power.Exceeded(r))), f.Power.LargestRatio?.ToString("0.00") ?? "–"]);
        session.Table(table);
        if (feeders.Count == 0) return;
        session.Line($"  from {Format.Count(feeders.Min(f => f.Power.Samples))} random sums; the largest ratio keeps the upper end of the 95% interval of that share below {Format.Percent(FeederPower.MostExceeded)}");
    }

    public static object Document(SiteFeeder f) => new
    {
        site = f.Site,
        hourOfWeek = f.HourOfWeek,
        replicas = f.Replicas,
        provisionedMegawatts = f.ProvisionedKilowatts / KilowattsPerMegawatt,
        meanMegawatts = f.Power.MeanKilowatts / KilowattsPerMegawatt,
        p99Megawatts = f.Power.Kilowatts(0.99) / KilowattsPerMegawatt,
        oversubscription = s_ratios.Select(r => new { ratio = r, feederMegawatts = f.ProvisionedKilowatts / r / KilowattsPerMegawatt, exceedProbability = f.Power.Exceeded(r) }),
        largestRatio = f.Power.LargestRatio,
        mostExceeded = FeederPower.MostExceeded,
        samples = f.Power.Samples,
        stretchSeconds = f.StretchSeconds,
    };

    // Not seen is not never.
    static string Share(Estimate exceeded) => exceeded.Value > 0 ? Format.Percent(exceeded.Value) : $"<{Format.Percent(exceeded.High)}";
}
