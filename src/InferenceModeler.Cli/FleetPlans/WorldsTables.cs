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
        figures.Row(["peak MW", .. Cells(o.PeakMegawatts, v => Format.Number(v))]);
        figures.Row(["largest share of an hour's demand without a place", .. Cells(o.WorstUnservedShare, Format.Percent)]);
        session.Table(figures);
        session.Line();
        Tornado(session, w);
        if (w.Regret is { } regret) Plans(session, w, regret);
        else session.Line("growth is the same in all cases: no other plan to compare with");
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

    static void Plans(Session session, PlanWorlds w, Regret regret)
    {
        session.Line("plans for other growth in the same worlds (cost with what goes short; regret: above the cheapest of them in the same world)");
        TextTable table = new(Column.Text("planned for growth"), Column.Number("kept"), Column.Number("mean $"), Column.Number("95% $"), Column.Number("mean regret $"), Column.Number("95% regret $"), Column.Text("best"));
        for (int i = 0; i < regret.Outcomes.Count; i++)
        {
            WorldOutcome o = regret.Outcomes[i];
            string best = string.Join(" and ", new[] { o == regret.BestInMean ? "in the mean" : null, o == regret.BestAtTail ? "at the tail" : null }.OfType<string>());
            table.Row(o.Name, Format.Percent(o.SloKeptProbability), PlanTables.Dollars(o.UsdWithUnserved.Mean), PlanTables.Dollars(o.UsdWithUnserved.P95), PlanTables.Dollars(regret.Usd[i].Mean), PlanTables.Dollars(regret.Usd[i].P95), best);
        }
        session.Table(table);
        if (regret.BestAtTail != regret.BestInMean) session.Line($"  the plan that is best at the tail costs {PlanTables.Usd(regret.PriceOfRobustnessUsd)} more in the mean than the one that is best there");
        foreach (string growth in w.WithoutPlan) session.Line($"  for growth {growth} there is no plan");
    }

    static IEnumerable<string> Cells(Quantiles q, Func<double, string> text) => [text(q.P5), text(q.P50), text(q.P95), text(q.Mean)];
}
