using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>How plans differ, for people.</summary>
static class DifferenceTables
{
    static readonly (string Figure, string Title)[] s_shown = [("costUsd", "cost $"), ("accelerators", "accel."), ("megawatts", "MW"), ("capacityRequestsPerSecond", "capacity req/s"), ("tonnesCo2", "t CO2")];

    public static void Write(Session session, PlanDifference difference)
    {
        session.Line($"from         {difference.From}");
        session.Line($"to           {difference.To}");
        session.Line();
        TextTable cost = new(Column.Text("cost"), Column.Number("from"), Column.Number("to"), Column.Number("difference"), Column.Number("change"));
        foreach (Compared c in difference.Cost) cost.Row(Title(c.Figure), Number(c.From), Number(c.To), Signed(c.Difference), Change(c));
        foreach (Compared c in Shares(difference)) cost.Row(Title(c.Figure), Percent(c.From), Percent(c.To), Points(c.Difference), "–");
        session.Table(cost);
        if (!difference.IsServiceAlike) session.Line("  the plans leave different shares of the requests unserved: their costs do not compare");
        if (difference.IsCostWithinGaps) session.Line($"  the difference of the total is within the gaps ({PlanTables.Usd(difference.Gaps[1].From!.Value)} and {PlanTables.Usd(difference.Gaps[1].To!.Value)}): at their best either may be the cheaper");
        session.Line();
        Held(session, difference);
        Orders(session, difference);
        TextTable quarters = new([Column.Text("quarter"), .. s_shown.SelectMany(s => new[] { Column.Number(s.Title), Column.Number("difference") })]);
        foreach (ComparedQuarter q in difference.Quarters)
            quarters.Row([q.Quarter, .. s_shown.Select(s => q.Figures.First(f => f.Figure == s.Figure)).SelectMany(f => f.Figure == "accelerators" ? new[] { Count(f.To), Counted(f.Difference) } : [Number(f.To), Signed(f.Difference)])]);
        session.Table(quarters);
        session.Line();
        foreach (string limit in difference.BindsNow) session.Line($"binds now    {limit}");
        foreach (string limit in difference.BindsNoMore) session.Line($"binds no more  {limit}");
    }

    // Of the demand only where it is another than of the requests.
    static IEnumerable<Compared> Shares(PlanDifference difference)
    {
        (Compared requests, Compared demand) = (difference.Unserved[0], difference.Unserved[1]);
        yield return requests;
        if (Percent(demand.From) != Percent(requests.From) || Percent(demand.To) != Percent(requests.To)) yield return demand;
        yield return difference.Gaps[0];
    }

    static void Held(Session session, PlanDifference difference)
    {
        if (difference.Held.Count == 0) return;
        TextTable held = new(Column.Text("held"), Column.Text("instance"), Column.Text("purchase"), Column.Text("kept"), Column.Text("moved"), Column.Text("given up"));
        foreach (HeldChange h in difference.Held) held.Row(h.Site, h.Instance, h.Purchase, Both(h.Kept), Both(h.Moved), Both(h.GivenUp));
        session.Table(held);
        session.Line();
    }

    static void Orders(Session session, PlanDifference difference)
    {
        if (difference.OrdersAlike)
        {
            session.Line("orders       the same");
            session.Line();
            return;
        }
        TextTable orders = new(Column.Text("orders"), Column.Text("site"), Column.Text("instance"), Column.Text("purchase"), Column.Number("instances"), Column.Number("accel."), Column.Text("arrives"));
        foreach (OrderChange o in difference.Added) orders.Row("added", o.Site, o.Instance, o.Purchase, $"+{Format.Count(o.Instances)}", $"+{Format.Count(o.Accelerators)}", o.Arrives);
        foreach (OrderChange o in difference.Removed) orders.Row("removed", o.Site, o.Instance, o.Purchase, $"−{Format.Count(o.Instances)}", $"−{Format.Count(o.Accelerators)}", o.Arrives);
        foreach (OrderMove o in difference.Moved) orders.Row("moved", Both(o.FromSite, o.ToSite), o.Instance, o.Purchase, Format.Count(o.Instances), Format.Count(o.Accelerators), Both(o.FromArrives, o.ToArrives));
        session.Table(orders);
        session.Line();
    }

    static string Both(string from, string to) => from == to ? from : $"{from} → {to}";

    static string Both(Compared c) => Both(Count(c.From), Count(c.To));

    static string Title(string figure) => figure switch
    {
        "totalUsd" => "total $",
        "capexUsd" => "capital spent $",
        "opexUsd" => "operating $",
        "usdPerMillionInputTokens" => "$/Mtok in",
        "usdPerMillionOutputTokens" => "$/Mtok out",
        "usdPerMillionTokens" => "$/Mtok all",
        "unservedRequestShare" => "requests unserved",
        "unservedShare" => "demand unserved",
        _ => "gap to the bound",
    };

    static string Number(double? value) => value is { } v ? Format.Number(v) : "–";

    static string Count(double? value) => value is { } v ? Format.Count((long)v) : "–";

    static string Counted(double? value) => value is { } v ? v.ToString("+#,0;−#,0;±0") : "–";

    static string Percent(double? value) => value is { } v ? v is > 0 and <= PlanTables.Noticed ? "0%" : Format.Percent(v) : "–";

    static string Points(double? value) => value is { } v ? Math.Abs(v) <= PlanTables.Noticed ? "±0" : $"{Signed(100 * v)} points" : "–";

    static string Signed(double? value) => value is not { } v ? "–" : v == 0 ? "±0" : v > 0 ? $"+{Format.Number(v)}" : $"−{Format.Number(-v)}";

    static string Change(Compared c) => c.Difference is { } d && c.From is { } from && from != 0 ? (d / from).ToString("+0.0%;−0.0%;±0%") : "–";
}
