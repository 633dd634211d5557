using InferenceModeler.Cli.Output;
using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Replays;
using InferenceModeler.Planning.Reports;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The answer of <c>plan</c> for people.</summary>
static class PlanTables
{
    /// <summary>Below this share a lack is rounding.</summary>
    public const double Noticed = 1e-6;

    public static void Write(Session session, PlanReport report)
    {
        SolvedPlan solved = report.Base;
        Understood(session, solved);
        if (solved.Plan is { } plan)
        {
            Found(session, report, plan);
            Chart(session, plan);
            Quarters(session, plan);
            Orders(session, solved, plan);
            Fleet(session, plan);
            CapacityTable.Write(session, solved, plan);
            Flows(session, plan);
            Cost(session, solved, plan);
            Binding(session, plan, solved.ObjectiveUnit);
        }
        else
        {
            Conflicts(session, solved);
        }
        if (report.WhatIfs.Count > 0) WhatIfTable.Write(session, report);
        if (report.Replayed is { } replayed) Replay(session, replayed);
        if (report.Feeders is { } feeders) FeederTables.Write(session, feeders);
        if (report.Worlds is { } worlds) WorldsTables.Write(session, worlds);
    }

    static void Understood(Session session, SolvedPlan solved)
    {
        var scenario = solved.Scenario;
        session.Line($"plan         {scenario.Name}: {scenario.First} to {scenario.First + (scenario.Quarters - 1)}, growth {Choices.Name(scenario.Growth)}");
        session.Line($"classes      {string.Join("; ", scenario.Classes.Select(c => $"{c.Name} on {c.Model.Id} for {string.Join(", ", c.Demands.Select(d => d.Users.Name))}"))}");
        session.Line($"places       {string.Join("; ", scenario.Sites.Select(s => $"{s.Name} ({s.Region.Provider} {s.Region.Id}, {s.Zones} zone{(s.Zones == 1 ? "" : "s")})"))}");
        foreach (string note in solved.Notes) session.Line($"note         {note}");
    }

    static void Found(Session session, PlanReport report, Plan plan)
    {
        SolvedPlan solved = report.Base;
        bool isCost = solved.Scenario.Objective == FleetObjective.Cost && solved.Scenario.Rules.OwedShare == 0;
        string within = $", within {Gap(plan.OptimalityGap)} of the least possible{(GoesShort(plan) ? " that leaves no more short" : "")} ({plan.BoundBasis})";
        session.Line($"cost         {Usd(plan.CostUsd)} over {plan.Quarters.Count} quarter{(plan.Quarters.Count == 1 ? "" : "s")}{(isCost ? within : "")}");
        // Besides carbon or accelerators a little of the dollars counts, to choose among equals.
        double besides = solved.ObjectiveUnit == "$" ? 0 : solved.Scenario.Objective.UsdWeight * plan.CostUsd;
        if (!isCost) session.Line($"minimised    {Amount(plan.Objective - besides, solved.ObjectiveUnit)}{(besides > 0 ? $" and {Amount(besides, solved.ObjectiveUnit)} for its dollars" : "")}{within}");
        if (GoesShort(plan)) session.Line($"unserved     {Unserved(plan)}; no plan of no higher cost leaves less than {Format.Percent(plan.LeastUnservedShare)}");
        foreach (JobHours job in JobHours.Of(plan).Where(j => j.Undone.Sum() > 0)) session.Line($"unserved     {Undone(job, plan)}");
        if (plan.IsTimeLimited) session.Line($"note         the time limit ended the search: this is the best found{(solved.AwaitsSimulation ? "" : "; a longer --time-limit may find a cheaper one")}");
        if (solved.Weeks.Where(w => w.Worst is not null).MinBy(w => w.Worst!.Value.Headroom) is { Worst: { } worst } week)
            session.Line($"all hours    {AllHours(worst, week)}");
        CatchUp caught = CatchUp.Of(plan, solved.Costs!);
        session.Line(caught.From is { } from
            ? $"catches up   all demand but a thousandth at most is served from {from} on{(caught.CapitalIntensity is > 0 and { } intensity ? $"; capital spent is then {Format.Percent(intensity)} of a year's revenue" : "")}"
            : $"catches up   never within the horizon: {Format.Percent(caught.UnservedShare)} of the requests go short");
        if (report.Waiting is { } waiting)
            session.Line($"waiting      a quarter without orders {(waiting.SavedUsd < 0 ? $"costs {Usd(-waiting.SavedUsd)} more" : $"saves {Usd(waiting.SavedUsd)}")} and leaves {Unserved(waiting)}{(waiting.LostRevenueUsd is { } lost ? $", worth {Usd(lost)}" : "")}");
        session.Line();
    }

    // What bounds are on weighs requests and has training with it.
    static string Unserved(Plan plan)
    {
        string requests = Format.Percent(PlanFigures.Unserved(plan)), demand = Format.Percent(plan.UnservedShare);
        return $"{requests} of the requests go short{(requests == demand ? "" : $"; of the demand, each request by its priority{(plan.Problem.Training.Count > 0 ? " and training with it" : "")}, {demand}")}";
    }

    static string Undone(JobHours job, Plan plan)
    {
        double asked = job.Asked.Sum(), undone = job.Undone.Sum();
        return undone >= asked * (1 - Noticed) ? $"training {job.Job} never runs: its {Format.Number(asked)} accelerator-hours are left undone"
            : $"training {job.Job} leaves {Format.Percent(undone / asked)} of its {Format.Number(asked)} accelerator-hours undone, from {plan.Problem.First + job.Undone.TakeWhile(hours => hours == 0).Count()} on";
    }

    static string Unserved(Waiting waiting) => waiting.UnservedShareAsPlanned == 0 ? $"{Format.Percent(waiting.UnservedShare)} of the requests unserved"
        : $"{Format.Percent(waiting.UnservedShareAsPlanned + waiting.UnservedShare)} of the requests unserved instead of {Format.Percent(waiting.UnservedShareAsPlanned)}";

    static string AllHours(CheckedHour worst, CheckedWeek week)
    {
        string when = $"hour {worst.HourOfWeek} of the week in {week.Quarter}", how = week.ZoneLost == worst ? " with a zone lost" : "";
        return worst.Headroom >= 1 - Noticed ? $"all 168 of the week are served in every quarter{how}; the tightest, {when}, has room for {Format.Percent(Math.Max(0, worst.Headroom - 1))} more"
            : $"{Format.Percent(worst.Headroom)} of what is asked can be served{how} in the worst of the week's 168, {when}";
    }

    static void Chart(Session session, Plan plan)
    {
        ChartColumn[] columns = [.. plan.Quarters.Select(q => new ChartColumn(q.Quarter.ToString(), q.DemandRequestsPerSecond, q.CapacityRequestsPerSecond,
            plan.Orders.Where(o => o.Arrives == q.Quarter).Sum(o => o.Accelerators) is > 0 and var arrive ? $"▲{Format.Count(arrive)}" : ""))];
        string[] lines = [.. ColumnChart.Draw(columns, session.OutputWidth)];
        if (lines.Length == 0) return;
        session.Line($"demand █ and capacity beyond it ░ in the busiest hour, requests/s{(plan.Orders.Count > 0 ? "; ▲ accelerators that arrive" : "")}");
        foreach (string line in lines) session.Line(line);
        session.Line();
    }

    static void Quarters(Session session, Plan plan)
    {
        bool goesShort = GoesShort(plan), water = plan.Quarters.Any(q => q.WaterCubicMetres > 0), land = plan.Quarters.Any(q => q.Hectares > 0);
        session.Line($"quarters (demand in the busiest hour; what runs could carry of the same mix; share of it used over all hours; MW provisioned for what stands{(land ? "; land of what is owned" : "")})");
        TextTable table = new([Column.Text("quarter"), Column.Number("demand req/s"), Column.Number("capacity req/s"), Column.Number("used"), Column.Number("accel."), Column.Number("MW"), Column.Number("MWh"),
            Column.Number("capex $"), Column.Number("opex $"), Column.Number("capital charge $"), Column.Number("t CO2"), .. water ? [Column.Number("water m3")] : Array.Empty<Column>(),
            .. land ? [Column.Number("land m2")] : Array.Empty<Column>(), .. goesShort ? [Column.Number("requests unserved")] : Array.Empty<Column>()]);
        foreach (QuarterFigures q in plan.Quarters)
            table.Row([q.Quarter.ToString(), Format.Number(q.DemandRequestsPerSecond), Format.Number(q.CapacityRequestsPerSecond), Format.Percent(q.Utilisation), Format.Count(q.Accelerators), Format.Number(q.Megawatts),
                Format.Number(q.MegawattHours), Dollars(q.CapexUsd), Dollars(q.OpexUsd), Dollars(q.CapitalChargeUsd), Format.Number(q.TonnesCo2), .. water ? [Format.Number(q.WaterCubicMetres)] : Array.Empty<string>(), .. land ? [Format.Number(q.LandSquareMetres)] : Array.Empty<string>(),
                .. goesShort ? [Format.Percent(q.UnservedRequests / q.DemandedRequests)] : Array.Empty<string>()]);
        session.Table(table);
        session.Line();
    }

    static void Orders(Session session, SolvedPlan solved, Plan plan)
    {
        if (solved.Reason is { } reason)
        {
            session.Line($"orders       none: {reason}");
            session.Line();
            return;
        }
        session.Line("orders");
        bool capital = plan.Orders.Any(o => o.CapitalUsd > 0);
        TextTable table = new([Column.Text("order in"), Column.Text("arrives"), Column.Text("site"), Column.Text("instance"), Column.Number("instances"), Column.Number("accel."), Column.Text("purchase"),
            Column.Number("$/quarter"), .. capital ? [Column.Number("capital $")] : Array.Empty<Column>(), Column.Text("runs first")]);
        foreach (Order o in plan.Orders)
            table.Row([o.Quarter.ToString(), o.Arrives.ToString(), o.Site, o.Instance, Format.Count(o.Instances), Format.Count(o.Accelerators), o.Purchase, Dollars(o.UsdPerQuarter),
                .. capital ? [Dollars(o.CapitalUsd)] : Array.Empty<string>(), o.Deployment]);
        session.Table(table);
        session.Line();
    }

    static void Fleet(Session session, Plan plan)
    {
        IReadOnlyList<SiteFleet> fleets = SiteFleet.Of(plan);
        if (fleets.Count == 0) return;
        string first = plan.Quarters[0].Quarter.ToString(), last = plan.Quarters[^1].Quarter.ToString();
        session.Line("fleet by site");
        TextTable table = new([Column.Text("site"), Column.Text("instance"), Column.Text("purchase"), Column.Number("instances"), .. last == first ? [] : new[] { Column.Number($"in {last}") },
            Column.Number("accel."), Column.Number("MW"), Column.Text("stands"), Column.Text("runs")]);
        foreach (SiteFleet f in fleets)
        {
            string[] parts = [.. new[] { (f.Kept, "kept"), (f.Moved, "moved"), (f.GivenUp, "given up") }.Where(p => p.Item1 > 0).Select(p => $"{Format.Count(p.Item1)} {p.Item2}")];
            string stands = !f.IsHeld ? f.Offer.MovedFrom is null ? "ordered" : "moved here" : f.RetiredFrom is { } q ? $"held: {string.Join(", ", parts)} from {plan.Problem.First + q}" : "held, kept";
            table.Row([f.Site, f.Offer.Instance, f.Offer.Purchase, Format.Count((long)f.Instances[0]), .. last == first ? [] : new[] { Format.Count((long)f.Instances[^1]) },
                Format.Count((long)(f.Instances[^1] * f.Offer.Accelerators)), Format.Number(f.Instances[^1] * f.Offer.Kilowatts / 1000), stands, f.Deployments.Count == 0 ? "nothing" : string.Join(" + ", f.Deployments)]);
        }
        session.Table(table);
        session.Line();
    }

    static void Flows(Session session, Plan plan)
    {
        IReadOnlyList<Flow> flows = Flow.Of(plan);
        if (flows.Count == 0) return;
        session.Line("who is served where (means over all hours)");
        TextTable table = new(Column.Text("class"), Column.Text("users"), Column.Number("req/s"), Column.Text("sites"));
        foreach (var demand in flows.GroupBy(f => (f.Class, f.Users)))
            table.Row(demand.Key.Class, demand.Key.Users, Format.Number(demand.Sum(f => f.MeanRequestsPerSecond)), string.Join(", ", demand.Select(f => $"{f.Site} {Format.Percent(f.Share)}")));
        session.Table(table);
        session.Line();
    }

    static void Cost(Session session, SolvedPlan solved, Plan plan)
    {
        PlanCosts costs = solved.Costs!;
        session.Line("cost");
        TextTable table = new(Column.Text("class"), Column.Number("$"), Column.Number("M tokens in"), Column.Number("M tokens out"), Column.Number("$/Mtok in"), Column.Number("$/Mtok out"), Column.Number("$/Mtok all"), Column.Number("revenue $"), Column.Number("margin"));
        foreach (ClassCosts c in costs.Classes)
            table.Row(c.Class, Dollars(c.Usd), Format.Number(c.InputTokens / 1e6), Format.Number(c.OutputTokens / 1e6), Price(c.Served.UsdPerMillionInputTokens), Price(c.Served.UsdPerMillionOutputTokens), Price(c.Served.UsdPerMillionTokens),
                c.RevenueUsd is { } r ? Dollars(r) : "–", Percent(c.Margin));
        if (costs.TrainingUsd > 0) table.Row("training", Dollars(costs.TrainingUsd), "–", "–", "–", "–", "–", "–", "–");
        session.Table(table);
        session.Line($"  on tokens served; on what the fleet could serve if never idle ({Format.Percent(costs.Utilisation)} is used): {Price(costs.Allocated.UsdPerMillionInputTokens)} in, {Price(costs.Allocated.UsdPerMillionOutputTokens)} out, {Price(costs.Allocated.UsdPerMillionTokens)} all");
        if (costs.Margin is { } margin)
            session.Line($"  margin {Format.Percent(margin)}; {(costs.BreakEvenUtilisation is not { } even ? "no use of the fleet pays for it at these prices" : $"the fleet pays for itself from {Format.Percent(even)} used on{(even > 1 ? ", more than all of it" : "")}")}");
        session.Line($"  operating {Usd(costs.OpexUsd)}, capital charge {Usd(costs.CapitalChargeUsd)}; capital spent {Usd(costs.CapexUsd)}");
        if (plan.Orders.Sum(o => o.OnceUsd) is > 0 and var moves) session.Line($"  moves cost {Usd(moves)}, the capital charge of the quarter on the road included");
        if (plan.Quarters.Sum(q => q.TrainingMegawattHours) is > 0 and var trained) session.Line($"  training takes {Format.Number(trained)} MWh beyond idling; its energy, and instances that only train, are the row of training");
        if (plan.Quarters.Sum(q => q.UnspentUsd) is >= 0.5 and var unspent) session.Line($"  {Usd(unspent)} of the operating cost buys nothing: minimum spends ask for more rent than there is");
        if (plan.Owed is { Usd: >= 0.5 } owed) session.Line($"  owed after the horizon: {Usd(owed.Usd)} (commitments {Usd(owed.CommitmentsUsd)}, capital charges {Usd(owed.CapitalChargesUsd)})");
        session.Line();
    }

    static void Binding(Session session, Plan plan, string unit)
    {
        session.Line("what binds");
        if (plan.Binding.Count == 0) session.Line("  no limit: more of anything would save nothing");
        else
        {
            TextTable table = new(Column.Text("limit"), Column.Text("where"), Column.Text("first in"), Column.Text("one more saves"));
            // Where demand goes short, what a limit is worth holds what unserved requests weigh, which is no money.
            foreach (BindingLimit b in plan.Binding) table.Row(b.Limit, b.Where, b.First.ToString(), b.Worth <= 0 ? "–" : GoesShort(plan) ? $"unserved requests, per {b.Unit}" : $"{Amount(b.Worth, unit)} per {b.Unit}");
            session.Table(table);
        }
    }

    static void Conflicts(Session session, SolvedPlan solved)
    {
        session.Line();
        session.Line($"No plan: {solved.Reason}.");
        if (solved.Answer.Conflicts.Count == 0) return;
        session.Line();
        session.Line("what stands in the way (each alone, if lifted, leaves a plan; the cheapest first)");
        TextTable table = new(Column.Text("limit"), Column.Number($"plan without it {solved.ObjectiveUnit}"), Column.Text("what it takes"));
        foreach (Conflict c in solved.Answer.Conflicts) table.Row(c.Limit, $"{(c.IsWhole ? "" : "≥ ")}{Dollars(c.CostUsd)}", c.Detail);
        session.Table(table);
    }

    static void Replay(Session session, IReadOnlyList<ReplayedPlace> places)
    {
        session.Line();
        session.Line("replayed in the simulator (every quarter and typical hour, with all zones and with the fullest lost)");
        TextTable table = new(Column.Text("site"), Column.Text("deployment"), Column.Text("demand"), Column.Text("zones"), Column.Number("hours"), Column.Number("kept"), Column.Number("promised"), Column.Number("at worst"), Column.Text("in"));
        foreach (ReplayedPlace p in places)
            table.Row(p.Worst.Site, p.Worst.Deployment, p.Worst.Demand, p.Worst.ZoneLost ? "one lost" : "all", Format.Count(p.Hours), Format.Count(p.Kept), Format.Percent(p.Worst.Needed), Format.Percent(p.Worst.Attained.Value),
                $"{p.Worst.Quarter} hour {p.Worst.HourOfWeek}, {Choices.Name(p.Worst.Verdict)}");
        session.Table(table);
    }

    public static bool GoesShort(Plan plan) => plan.Quarters.Any(q => q.UnservedRequests > Noticed * q.DemandedRequests);

    static string Amount(double objective, string unit) => unit == "$" ? Usd(objective) : $"{Format.Number(objective)} {unit}";

    public static string Gap(double gap) => gap < 5e-5 ? "0.01%" : Format.Percent(gap);

    static string Percent(double? share) => share is { } s ? Format.Percent(s) : "–";

    /// <summary>Dollars to the dollar.</summary>
    public static string Dollars(double usd) => Format.Signed(usd.ToString("N0"));

    /// <summary>1.23 M$.</summary>
    public static string Usd(double usd) => $"{Format.Metric(usd)}$";

    static string Price(double usd) => double.IsFinite(usd) ? usd.ToString("N3") : "–";
}
