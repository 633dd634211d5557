using InferenceModeler.Cli.Output;
using InferenceModeler.Cost;
using InferenceModeler.Hardware;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Sizing;

/// <summary>The answer of <c>size</c> for people.</summary>
static class SizeTables
{
    public static void Write(Session session, SizeAnswer answer, int top)
    {
        Understood(session, answer.Input);
        session.Line($"evaluated    {Quantities.Count(answer.Evaluations, "operating point")}: {Quantities.Count(answer.Deployments, "deployment")} that fit{(answer.Deployments == 1 ? "s" : "")} × {Quantities.Count(answer.Input.Shapes.Shapes.Count, "request shape")} × {Quantities.Count(answer.Loads, "load")}");
        session.Line();
        if (answer.Ranked.Count > 0)
        {
            Ranked(session, answer, top);
            Classes(session, answer);
            Fleet(session, answer.Ranked[0]);
            session.Line("what binds");
            foreach (Binding binding in Bindings.Of(answer.Input.Question, answer.Ranked[0])) session.Line($"  {binding.Detail}");
            session.Line();
        }
        else
        {
            session.Line("Nothing that was considered fits and keeps the limits.");
            session.Line();
        }
        Rejected(session, answer);
    }

    static void Understood(Session session, SizeInput input)
    {
        SizingQuestion q = input.Question;
        ServiceLimits limits = q.Limits;
        string[] promises =
        [
            .. limits.TtftSeconds is { } ttft ? [$"TTFT ≤ {Format.Seconds(ttft)}"] : Array.Empty<string>(),
            .. limits.TpotSeconds is { } tpot ? [$"TPOT ≤ {Format.Seconds(tpot)}"] : Array.Empty<string>(),
            .. limits.E2eSeconds is { } e2e ? [$"end to end ≤ {Format.Seconds(e2e)}"] : Array.Empty<string>(),
        ];
        string reuse = q.Mix.MeanCachedPromptTokens > 0 ? $" ({Format.Percent(q.Mix.MeanCachedPromptTokens / q.Mix.MeanPromptTokens)} cached)" : "";
        session.Line($"model        {q.Model.Id}");
        session.Line($"workload     {input.Workload.Name}: mean prompt {Format.Number(q.Mix.MeanPromptTokens)} tokens{reuse}, mean output {Format.Number(q.Mix.MeanOutputTokens)} tokens"
            + (input.Workload.OwnRate is { } own ? $"; its own rate {Format.Number(own.MeanRequestsPerSecond)} requests/s" : ""));
        session.Line($"rate         {Format.Number(q.PeakRequestsPerSecond)} requests/s in the peak hour, {Format.Number(q.MeanRequestsPerSecond)} over the day (peak to mean {Format.Number(q.PeakToMean)}, {input.Day})");
        session.Line($"limits       {string.Join(", ", promises)} at {Format.Percentile(limits.Percentile)}");
        session.Line($"places       {Quantities.Count(input.Regions.Count, "region")} of {string.Join(", ", input.Regions.Select(r => r.Provider).Distinct().Order(StringComparer.Ordinal))}, {Choices.Name(input.Purchase)}");
        foreach (string note in input.Notes) session.Line($"note         {note}");
    }

    static void Ranked(Session session, SizeAnswer answer, int top)
    {
        string percentile = Format.Percentile(answer.Input.Question.Limits.Percentile);
        SizedDeployment[] shown = [.. answer.Distinct().Take(top)];
        if (answer.HasMissedAll)
            session.Line($"no           none of the best {Quantities.Count(answer.Simulations, "deployment")} keeps the limits at any rate when simulated: this traffic comes in clumps; what follows is by the closed form, which knows none. Loosen the limits, or look at more by --simulate full");
        int priced = shown.Count(s => s.HasPrice);
        string which = priced == 0 ? $"{shown.Length} of" : priced == shown.Length ? $"the {shown.Length} least costly of" : $"the {priced} least costly, and {shown.Length - priced} without a price, of";
        string order = priced == 0 ? "none has a price: fewest accelerators first, --assume-price gives them one" : "measured speed and plain price first";
        session.Line($"{which} {Quantities.Count(answer.Ranked.Count, "deployment")} that keep{(answer.Ranked.Count == 1 ? "s" : "")} the limits{(answer.HasMissedAll ? " by the closed form" : "")} ({order}; one per accelerator, layout and precision)");
        TextTable table = new(Column.Number("#"), Column.Text("accelerator"), Column.Text("layout"), Column.Text("precision"), Column.Text("engine"),
            Column.Number("req/s/replica"), Column.Number("closed form"), Column.Number("replicas"), Column.Number("accel."), Column.Text("instances"), Column.Number("$/h"),
            Column.Number("$/Mtok out"), Column.Number("$/Mtok all"), Column.Number("kW"), Column.Number($"TTFT {percentile}"), Column.Number($"TPOT {percentile}"), Column.Text("basis"));
        for (int i = 0; i < shown.Length; i++) table.Row(Row(i + 1, shown[i]));
        session.Table(table);
        if (shown.Any(s => s.Simulated is not null))
            session.Line($"simulated: req/s/replica is the lower end of the simulated capacity's 95% interval, {percentile} latencies are those simulated at that rate; closed form: how far its rate lies above");
        if (shown.Length > 0)
        {
            static string Within(ErrorSpread spread) => $"×{spread.LowFactor:0.00} to ×{spread.HighFactor:0.00}";
            ClosedLoopSpreads spreads = answer.Input.Coefficients.ClosedLoopSpreadsOf(shown[0].Deployment);
            session.Line($"the model's own error is in none of this: of #1 90% of measurements lie within {Within(spreads.Ttft)} of its TTFT and {Within(spreads.Tpot)} of its TPOT ({spreads.Basis})");
        }
        if (shown.Any(s => s.Relative is not null))
            session.Line($"≈: not simulated; the closed form's rate less the gap of the accelerator's most alike simulated deployment, latencies of the closed form");
        if (answer.Distinct().Count(s => s.MayBeCheaper) is > 0 and int untried)
            session.Line($"untried: {Quantities.Count(untried, "deployment")} not simulated may be cheaper than #1; the search ended after {Quantities.Count(answer.Simulations, "simulation")}, --simulate full goes on");
        if (!CapacitySimulations.CanTell(answer.Input.Question.Limits))
            session.Line($"not simulated: {(answer.Input.Question.Limits.Percentile > 0.999 ? $"{percentile} takes more requests to tell than are simulated" : "an end-to-end limit alone is not simulated")}; all is by the closed form");
        if (answer.CheaperOnPaper is { } cheaper)
            session.Line($"cheaper on paper: {cheaper.Deployment} at {Usd(cheaper.Fleet.UsdPerHour)} $/h, but {Doubts(cheaper)}; ranked behind");
        session.Line();
    }

    static string[] Row(int rank, SizedDeployment s) =>
    [
        $"{rank}", s.Deployment.Accelerator.Id, s.Deployment.Layout.ToString(), s.Deployment.Precision.ToString(), $"{s.Deployment.Engine.Id}/{s.Deployment.Engine.MaxBatchedTokens}",
        Format.Number(s.Capacity.RequestsPerSecond), Gap(s), $"{Format.Count(s.Fleet.ReplicasNeeded)}+{Format.Count(s.Fleet.Replicas - s.Fleet.ReplicasNeeded)}",
        Format.Count(s.Fleet.Accelerators), $"{Format.Count(s.Fleet.Instances)} {s.Fleet.Entries[0].Offer.Instance.Provider} {s.Fleet.Entries[0].Offer.Instance.Name}",
        Usd(s.Fleet.UsdPerHour) + Mark(s), Usd(s.UsdPerMillionOutputTokens), Usd(s.UsdPerMillionTokens), Format.Number(s.PeakKilowatts),
        Format.Seconds(s.TtftSeconds), Format.Seconds(s.TpotSeconds), Choices.Name(s.Plan.Basis),
    ];

    static string Gap(SizedDeployment s) =>
        (s.ClosedFormGap is { } gap ? (s.Simulated is null ? "≈ " : "") + gap.ToString("+#,0%;−#,0%;±0%") : "not simulated") + (s.MayBeCheaper ? ", untried" : "");

    static string Doubts(SizedDeployment s) => string.Join(" and ", new[]
    {
        s.IsSpeedMeasured ? null : "its speed is carried over from other hardware or engines",
        s.IsPricePlain ? null : s.IsPriceAssumed ? "its price is assumed" : "its price is in doubt",
    }.OfType<string>());

    // A doubtful price never passes for a plain one.
    static string Mark(SizedDeployment s) => s.IsPriceAssumed ? " assumed" : s.Fleet.Entries[0].Offer.Price is { IsSuspect: true } ? "?" : "";

    static void Classes(Session session, SizeAnswer answer)
    {
        if (answer.Classes.Count == 0) return;
        session.Line("cheapest accelerator by length of request (busy whole replicas, mean latencies within the limits)");
        TextTable table = new(Column.Text("prompt tokens"), Column.Text("output tokens"), Column.Number("share"), Column.Text("deployment"), Column.Number("$/Mtok out"),
            Column.Text("next accelerator"), Column.Number("$/Mtok out"));
        foreach (LengthClass c in answer.Classes)
            table.Row(Most(c.MostPromptTokens), Most(c.MostOutputTokens), Format.Percent(c.Share), c.Cheapest?.ToString() ?? "none keeps the limits",
                Usd(c.UsdPerMillionOutputTokens), c.RunnerUp?.Accelerator.Id ?? "–", Usd(c.RunnerUpUsdPerMillionOutputTokens));
        session.Table(table);
        session.Line();
    }

    static string Most(int tokens) => tokens == int.MaxValue ? "longer" : $"≤ {Format.Count(tokens)}";

    static void Fleet(Session session, SizedDeployment best)
    {
        FleetPlan fleet = best.Fleet;
        session.Line($"fleet        {best.Deployment}, {Quantities.Count(fleet.Replicas, "replica")} on {Quantities.Count(fleet.Instances, "instance")}, {(best.HasPrice ? $"{Usd(fleet.UsdPerHour)} $/h" : "at no known price")}, "
            + $"{Format.Number(best.PeakKilowatts)} kW at the peak, {Format.Number(best.KilowattHoursPerDay)} kWh a day, {Format.Percent(best.Utilisation)} of its capacity used over the day");
        TextTable table = new(Column.Text("provider"), Column.Text("region"), Column.Text("zone"), Column.Text("instance"), Column.Number("instances"),
            Column.Number("replicas"), Column.Text("purchase"), Column.Number("$/h"));
        foreach (FleetEntry e in fleet.Entries)
            table.Row(e.Offer.Region.Provider, e.Offer.Region.Id, e.Zone, e.Offer.Instance.Name, Format.Count(e.Instances), Format.Count(e.Replicas),
                Choices.Name(e.Offer.Purchase), Usd(e.UsdPerHour));
        session.Table(table);
        session.Line();
    }

    static void Rejected(Session session, SizeAnswer answer)
    {
        session.Line("rejected");
        TextTable table = new(Column.Text("reason"), Column.Number("count"), Column.Text("nearest miss"));
        foreach (Rejection r in answer.Rejected) table.Row(Choices.Name(r.Reason), Format.Count(r.Count), r.NearestMiss);
        session.Table(table);
    }

    static string Usd(double value) => double.IsFinite(value) ? value < 1000 ? value.ToString("N2") : value.ToString("N0") : "–";
}
