using InferenceModeler.Cli.Output;
using InferenceModeler.Cost;
using InferenceModeler.Models;

namespace InferenceModeler.Cli.Explaining;

/// <summary>An explanation for people.</summary>
static class ExplainTables
{
    const int ShownSensitivities = 14;

    public static void Write(Session session, Explanation e)
    {
        Point(session, e);
        Step(session, $"decode step: {e.SequencesInStep:0.##} sequences at {Format.Number(e.Shape.PromptTokens + 0.5 * e.Shape.OutputTokens)} tokens of context, on one accelerator", e.DecodeStep);
        Step(session, $"the same step with a chunk of {Format.Number(e.ChunkTokens)} prompt tokens in it", e.MixedStep);
        Memory(session, e.Plan.Budget);
        Sensitive(session, e);
        Provenance(session, e);
    }

    static void Point(Session session, Explanation e)
    {
        session.Line($"model        {e.Plan.Deployment.Model.Id}");
        session.Line($"deployment   {e.Plan.Deployment}");
        session.Line($"requests     {Format.Count(e.Shape.PromptTokens)} prompt tokens ({Format.Count(e.Shape.CachedPromptTokens)} cached), {Format.Count(e.Shape.OutputTokens)} output tokens, {e.Concurrency:#,0.##} in flight");
        foreach (string note in e.Notes) session.Line($"note         {note}");
        session.Line($"TTFT {Format.Seconds(e.Point.TtftSeconds.Value)}, TPOT {Format.Seconds(e.Point.TpotSeconds.Value)}, end to end {Format.Seconds(e.Point.E2eSeconds.Value)} (means of the closed loop)");
        static string Within(double seconds, ErrorSpread spread) => $"{Format.Seconds(seconds * spread.LowFactor)} to {Format.Seconds(seconds * spread.HighFactor)}";
        session.Line($"90% of measurements within: TTFT {Within(e.Point.TtftSeconds.Value, e.Spreads.Ttft)}, TPOT {Within(e.Point.TpotSeconds.Value, e.Spreads.Tpot)}, end to end {Within(e.Point.E2eSeconds.Value, e.Spreads.EndToEnd)} ({e.Spreads.Basis})");
        session.Line($"{Format.Number(e.Point.RequestsPerSecond.Value)} requests/s, {Format.Number(e.Point.OutputTokensPerSecond.Value)} output tokens/s, KV memory {Format.Percent(e.Point.KvOccupancy.Value)} full, "
            + $"{Format.Metric(e.Point.PowerWatts.Value)}W, {(e.Point.UsdPerMillionOutputTokens.Value >= 0 ? $"{e.Point.UsdPerMillionOutputTokens.Value:N2} $" : "unknown $")} and {Format.Metric(e.Point.JoulesPerOutputToken.Value * 1e6)}J per million output tokens");
        session.Line();
    }

    static void Step(Session session, string title, StepBreakdown step)
    {
        session.Line($"{title}: {Format.Seconds(step.Seconds)}");
        TextTable table = new(Column.Text("operator"), Column.Number("FLOP"), Column.Number("bytes"), Column.Number("compute"), Column.Number("memory"),
            Column.Number("time"), Column.Number("share"), Column.Text("roof"));
        foreach (OperatorCost o in step.Operators)
            table.Row(o.Name, o.Flop > 0 ? Format.Metric(o.Flop) : "", o.Bytes > 0 ? Format.Bytes(o.Bytes) : "", o.ComputeSeconds > 0 ? Format.Seconds(o.ComputeSeconds) : "",
                o.MemorySeconds > 0 ? Format.Seconds(o.MemorySeconds) : "", Format.Seconds(o.Seconds), Format.Percent(o.Seconds / step.Seconds), o.Bound);
        session.Table(table);
        session.Line();
    }

    static void Memory(Session session, MemoryBudget budget)
    {
        session.Line("memory of one accelerator");
        TextTable table = new(Column.Text("part"), Column.Number("size"), Column.Number("share"));
        void Row(string part, double bytes) => table.Row(part, Format.Bytes(bytes), Format.Percent(bytes / budget.TotalBytes));
        Row("weights", budget.WeightBytes);
        Row("activations", budget.ActivationBytes);
        Row("runtime, graphs, buffers", budget.OtherBytes);
        Row("keys and values", budget.KvBytes);
        Row("left to the engine's margin", budget.TotalBytes - budget.UsableBytes);
        Row("total", budget.TotalBytes);
        session.Table(table);
        session.Line($"  room for {Format.Count((long)budget.KvTokens)} tokens");
        session.Line();
    }

    static void Sensitive(Session session, Explanation e)
    {
        session.Line("10% more of … changes (exact derivatives; held fixed: the sequences that fit, which collective algorithm is faster)");
        TextTable table = new(Column.Text("input"), Column.Number("TTFT"), Column.Number("TPOT"), Column.Number("throughput"), Column.Number("$/token"));
        foreach (Sensitivity s in e.Sensitivities.Take(ShownSensitivities))
            table.Row(s.Input, Change(s.Ttft), Change(s.Tpot), Change(s.Throughput), e.Plan.UsdPerHour is null ? "–" : Change(s.UsdPerToken));
        session.Table(table);
        session.Line();
    }

    static string Change(double elasticity)
    {
        double percent = Math.Round(10 * elasticity, 2);
        return percent == 0 ? "0%" : $"{(percent > 0 ? "+" : "−")}{Math.Abs(percent):0.##}%";
    }

    static void Provenance(Session session, Explanation e)
    {
        Hardware.AcceleratorSpec a = e.Plan.Deployment.Accelerator;
        List<string> sources = [];
        string Source(string text)
        {
            if (!sources.Contains(text)) sources.Add(text);
            return $"[{sources.IndexOf(text) + 1}]";
        }

        session.Line("where the inputs come from (±: one standard deviation of the logarithm, as the fit left it)");
        TextTable table = new(Column.Text("input"), Column.Number("value"), Column.Number("±"), Column.Text("standing"), Column.Number("points"), Column.Text("source"));
        string sheet = $"catalog, {Choices.Name(a.Provenance.Confidence)} confidence", of = Source(a.Provenance.Source);
        table.Row("memory bandwidth", Format.Metric(a.MemoryBytesPerSecond) + "B/s", "", sheet, "", of);
        foreach ((NumberFormat format, double rate) in a.DenseFlopPerSecond.OrderBy(r => r.Key)) table.Row($"dense {format.Name()}", Format.Metric(rate) + "FLOP/s", "", sheet, "", of);
        table.Row("power limit", $"{Format.Number(a.PowerWatts)} W", "", a.PowerIsEstimated ? "estimated by the catalog's rule" : sheet, "", of);
        foreach (ResolvedCoefficient c in e.Plan.Resolved)
            table.Row(c.Coefficient.ToString(), Format.Number(c.Value), c.Deviation > 0 ? Format.Percent(c.Deviation) : "", Choices.Name(c.Standing), Format.Count(c.Points), string.Join(" ", c.Entries.Select(x => Source(x.Source)).Distinct()));
        session.Table(table);
        for (int i = 0; i < sources.Count; i++) session.Line($"  [{i + 1}] {sources[i]}");
    }
}
