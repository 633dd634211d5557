using InferenceModeler.Cli.Output;
using InferenceModeler.Worlds;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>A plan in worlds, for people.</summary>
static class WorldsTables
{
    public static void Write(Session session, PlanWorlds w)
    {
        WorldOutcome o = w.Outcome;
        session.Line();
        session.Line($"in {Format.Count(w.Worlds)} worlds (what goes short is bought elsewhere; all of it would cost {PlanTables.Usd(w.UnservedUsd)})");
        session.Line($"  all demand has a place in every hour, a zone lost or not, in {Format.Percent(o.SloKeptProbability)} of them; more power is wanted than there is in {Format.Percent(o.PowerExceededProbability)}");
        TextTable figures = new(Column.Text("figure"), Column.Number("5%"), Column.Number("50%"), Column.Number("95%"), Column.Number("mean"));
        figures.Row(["cost $", .. Cells(o.Usd, PlanTables.Dollars)]);
        figures.Row(["cost with what goes short $", .. Cells(o.UsdWithUnserved, PlanTables.Dollars)]);
        figures.Row([$"MW drawn in the highest hour ({Format.Number(w.ProvisionedMegawatts)} provisioned)", .. Cells(o.PeakMegawatts, v => Format.Number(v))]);
        figures.Row(["largest share of an hour's demand without a place", .. Cells(o.WorstUnservedShare, Format.Percent)]);
        session.Table(figures);
        session.Line();
        Tornado(session, w);
        Plans(session, w);
    }

    static void Tornado(Session session, PlanWorlds w)
    {
        session.Line("what moves it most (each factor at its 10% and its 90% value, the others as expected; cost with what goes short)");
        TextTable table = new(Column.Text("factor"), Column.Number("at"), Column.Number("$"), Column.Number("quarters kept"), Column.Number("at"), Column.Number("$"), Column.Number("quarters kept"));
        foreach (TornadoBar bar in w.Tornado)
            table.Row(bar.Of is { } replicas ? $"{Choices.Name(bar.Factor)} of {replicas}" : Choices.Name(bar.Factor), Value(bar.Low), PlanTables.Dollars(bar.Low.Usd), Format.Percent(bar.Low.QuartersKept), Value(bar.High), PlanTables.Dollars(bar.High.Usd), Format.Percent(bar.High.QuartersKept));
        session.Table(table);
        session.Line();
    }

    static string Value(TornadoEnd end) => double.IsNaN(end.Value) ? "–" : Format.Number(end.Value);

    static void Plans(Session session, PlanWorlds w)
    {
        Regret regret = w.Regret;
        session.Line("plans with other caution in the same worlds (cost with what goes short; regret: above the cheapest of them in the same world)");
        TextTable table = new(Column.Text("for growth"), Column.Text("margin"), Column.Number("kept"), Column.Number("mean cost"), Column.Number("5%"), Column.Number("50%"), Column.Number("95%"), Column.Number("mean regret"), Column.Number("95%"), Column.Text("which is"));
        foreach (int i in Enumerable.Range(0, regret.Outcomes.Count).OrderBy(i => w.Candidates[i].Growth).ThenBy(i => w.Candidates[i].Margin))
        {
            WorldOutcome o = regret.Outcomes[i];
            string best = string.Join(", ", new[] { i == 0 ? "this plan" : null, o == regret.BestInMean ? "best in the mean" : null, o == regret.BestAtTail ? "best at the tail" : null, o == regret.MostKept ? "kept most" : null }.OfType<string>());
            table.Row([Choices.Name(w.Candidates[i].Growth), Format.Percent(w.Candidates[i].Margin), Format.Percent(o.SloKeptProbability), PlanTables.Usd(o.UsdWithUnserved.Mean), PlanTables.Usd(o.UsdWithUnserved.P5), PlanTables.Usd(o.UsdWithUnserved.P50),
                PlanTables.Usd(o.UsdWithUnserved.P95), PlanTables.Usd(regret.Usd[i].Mean), PlanTables.Usd(regret.Usd[i].P95), best]);
        }
        session.Table(table);
        if (regret.BestAtTail != regret.BestInMean) session.Line($"  the plan that is best at the tail costs {PlanTables.Usd(regret.PriceOfRobustnessUsd)} more in the mean than the one that is best there");
        if (regret.MostKept != regret.BestInMean) session.Line($"  the plan that keeps its limits most often costs {PlanTables.Usd(regret.PriceOfKeepingUsd)} more in the mean than the one that is best there");
        Orders(session, w);
        foreach (string caution in w.WithoutPlan) session.Line($"  for {caution} there is no plan");
    }

    // What the best in the mean and the best at the tail order over the horizon, beside this plan.
    static void Orders(Session session, PlanWorlds w)
    {
        (int Plan, string Name)[] named = [(0, "this plan"), (Index(w.Regret.BestInMean), "best in the mean"), (Index(w.Regret.BestAtTail), "best at the tail")];
        var plans = named.GroupBy(n => n.Plan, n => n.Name).ToArray();
        if (plans.Length == 1) return;
        long Ordered(int plan, (string Site, string Instance, string Purchase) key) => w.Plans[plan].Orders.Where(o => (o.Site, o.Instance, o.Purchase) == key).Sum(o => (long)o.Instances);
        (string Site, string Instance, string Purchase)[] differing = [.. plans.SelectMany(p => w.Plans[p.Key].Orders).Select(o => (o.Site, o.Instance, o.Purchase)).Distinct().Order()
            .Where(key => plans.Select(p => Ordered(p.Key, key)).Distinct().Count() > 1)];
        if (differing.Length == 0)
        {
            session.Line("  this plan and the best order the same, at other times at most");
            return;
        }
        session.Line();
        session.Line("where their orders differ (instances over the horizon)");
        TextTable table = new([Column.Text("site"), Column.Text("instance"), Column.Text("purchase"), .. plans.Select(p => Column.Number(string.Join(", ", p)))]);
        foreach (var key in differing) table.Row([key.Site, key.Instance, key.Purchase, .. plans.Select(p => Format.Count(Ordered(p.Key, key)))]);
        session.Table(table);

        int Index(WorldOutcome outcome) => w.Regret.Outcomes.ToList().IndexOf(outcome);
    }

    static IEnumerable<string> Cells(Quantiles q, Func<double, string> text) => [text(q.P5), text(q.P50), text(q.P95), text(q.Mean)];
}
