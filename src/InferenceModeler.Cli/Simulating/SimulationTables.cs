using InferenceModeler.Cli.Output;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>A simulation for people.</summary>
static class SimulationTables
{
    static readonly string[] s_ofGroups = ["requests", "dropped", "kept", "goodput", "TTFT p50", "TTFT p95", "TPOT p50", "TPOT p95", "end to end p50", "end to end p95"];

    /// <summary>Names what is served: the workload, or the classes with their shares.</summary>
    public static string Traffic(SimulationQuestion q) => q.Classes.Count > 0 ? string.Join(" and ", q.Classes.Select(c => $"{Format.Percent(c.Share)} {c.Name}")) : q.Workload.Name;

    public static void Write(Session session, SimulationAnswer answer, double percentile, IReadOnlyList<string> notes)
    {
        SimulationQuestion q = answer.Question;
        session.Line($"model        {q.Plan.Deployment.Model.Id}");
        session.Line($"deployment   {Format.Count(q.Replicas)} × {q.Plan.Deployment}{(q.Queues > 1 ? $", {Choices.Name(q.Router)}" : "")}");
        string load = q.Load is ServingLoad.Closed closed ? $"{Format.Count(closed.Users)} users" : $"{Format.Number(q.RequestsPerSecond)} requests/s";
        string workload = Traffic(q);
        session.Line($"load         {load} of {workload}, {Format.Count(answer.Requests)} counted in {q.Seeds} {(q.Seeds == 1 ? "run: one draw, so that there are no intervals" : "seeds")}");
        foreach (string note in notes) session.Line($"note         {note}");
        session.Line($"verdict      {Choices.Name(answer.Verdict)}: {Format.Count(answer.Finished)} finished, {Format.Count(answer.Running)} running, {Format.Count(answer.Waiting)} waiting, {Format.Count(answer.Dropped)} dropped{Why(answer)}");
        if (q.HasLimits)
        {
            string limits = q.Classes.Count > 0 ? "the limits of their class" : string.Join(" and ", new[] { Limit("TTFT", q.TtftSeconds), Limit("TPOT", q.TpotSeconds) }.Where(l => l.Length > 0));
            session.Line($"limits       {Interval(answer.SloAttainment, Format.Percent)} kept {limits}; wanted {100 * percentile:0.####}%{(q.Classes.Count > 0 ? " of each" : "")}");
            session.Line($"goodput      {Interval(answer.Goodput, v => Format.Number(v))} requests/s");
        }
        session.Line($"use          busy {Interval(answer.Utilisation, Format.Percent)}, KV memory {Interval(answer.KvOccupancy, Format.Percent)} full, {Interval(answer.DecodeSequences, v => Format.Number(v))} decoding, {Interval(answer.PreemptionsPerThousand, v => Format.Number(v))} preemptions per 1,000 requests");
        session.Line($"power        {Interval(answer.PowerWatts, watts => Format.Number(watts / 1000))} kW of all accelerators");
        if (answer.DeviceHitRate is { } device)
            session.Line($"prefix cache {Interval(device, Format.Percent)} of the prompt tokens found in device memory, {Interval(answer.HostHitRate!.Value, Format.Percent)} in host memory, {Interval(answer.RemoteHitRate!.Value, Format.Percent)} in the remote store");
        TextTable table = new([Column.Text("latency"), .. LatencyFigures.Percentiles.Select(p => Column.Number(Format.Percentile(p)))]);
        void Row(string name, LatencyFigures figures) => table.Row([name, .. figures.At.Select(a => Interval(a.Seconds, Format.Seconds))]);
        Row("TTFT", answer.Ttft);
        Row("TPOT", answer.Tpot);
        Row("between tokens", answer.Itl);
        Row("end to end", answer.EndToEnd);
        Row("queue", answer.QueueWait);
        session.Table(table);
        if (answer.Groups.Count > 0) session.Table(Groups(answer.Groups, q.Classes.Count > 0 ? "class" : "stage"));
        if (q.Seeds > 1) session.Line($"Behind each figure its {100 * q.Confidence:0.###}% confidence interval, from independent seeds.");
    }

    static string Why(SimulationAnswer answer)
    {
        (int Count, string Why)[] reasons = [(answer.TooLong, "too long"), (answer.Rejected, "rejected"), (answer.TimedOut, "timed out")];
        return answer.Dropped == 0 ? "" : $" ({string.Join(", ", reasons.Where(r => r.Count > 0).Select(r => $"{Format.Count(r.Count)} {r.Why}"))})";
    }

    /// <summary>What became of classes, or of stages.</summary>
    public static TextTable Groups(IReadOnlyList<GroupAnswer> groups, string kind)
    {
        TextTable table = new([Column.Text(kind), .. s_ofGroups.Select(Column.Number)]);
        foreach (GroupAnswer group in groups)
            table.Row([group.Name, Format.Count(group.Requests), Format.Count(group.Dropped), Format.Percent(group.SloAttainment.Value), Format.Number(group.Goodput.Value), .. new[] { group.Ttft, group.Tpot, group.EndToEnd }.SelectMany(Two)]);
        return table;
    }

    static IEnumerable<string> Two(LatencyFigures figures) => [Format.Seconds(figures.Seconds(0.5).Value), Format.Seconds(figures.Seconds(0.95).Value)];

    static string Limit(string name, double? seconds) => seconds is { } s ? $"{name} {Format.Seconds(s)}" : "";

    /// <summary>Without the interval where there is no figure, or only one run.</summary>
    public static string Interval(Estimate estimate, Func<double, string> format) =>
        double.IsFinite(estimate.Value) && !double.IsNaN(estimate.Low) ? $"{format(estimate.Value)} ({format(estimate.Low)} … {format(estimate.High)})" : format(estimate.Value);
}
