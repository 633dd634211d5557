using InferenceModeler.Cli.Output;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>A simulation for people.</summary>
static class SimulationTables
{
    public static void Write(Session session, SimulationAnswer answer, double percentile, IReadOnlyList<string> notes)
    {
        SimulationQuestion q = answer.Question;
        session.Line($"model        {q.Plan.Deployment.Model.Id}");
        session.Line($"deployment   {Format.Count(q.Replicas)} × {q.Plan.Deployment}{(q.Queues > 1 ? $", {Choices.Name(q.Router)}" : "")}");
        session.Line($"load         {Format.Number(q.RequestsPerSecond)} requests/s of {q.Workload.Name}, {Format.Count(answer.Requests)} counted in {q.Seeds} seeds");
        foreach (string note in notes) session.Line($"note         {note}");
        session.Line($"verdict      {Choices.Name(answer.Verdict)}: {Format.Count(answer.Finished)} finished, {Format.Count(answer.Running)} running, {Format.Count(answer.Waiting)} waiting, {Format.Count(answer.Dropped)} dropped");
        if (q.TtftSeconds is not null || q.TpotSeconds is not null)
        {
            string limits = string.Join(" and ", new[] { Limit("TTFT", q.TtftSeconds), Limit("TPOT", q.TpotSeconds) }.Where(l => l.Length > 0));
            session.Line($"limits       {Format.Percent(answer.SloAttainment.Value)} ({Format.Percent(answer.SloAttainment.Low)} to {Format.Percent(answer.SloAttainment.High)}) kept {limits}; wanted {Format.Percent(percentile)}");
            session.Line($"goodput      {Interval(answer.Goodput, v => Format.Number(v))} requests/s");
        }
        session.Line($"use          busy {Format.Percent(answer.Utilisation.Value)}, KV memory {Format.Percent(answer.KvOccupancy.Value)} full, {Format.Number(answer.DecodeSequences.Value)} decoding, {Format.Number(answer.PreemptionsPerThousand.Value)} preemptions per 1,000 requests");
        session.Line($"power        {Interval(answer.PowerWatts, watts => Format.Number(watts / 1000))} kW of all accelerators");
        TextTable table = new([Column.Text("latency"), .. LatencyFigures.Percentiles.Select(p => Column.Number(Format.Percentile(p)))]);
        void Row(string name, LatencyFigures figures) => table.Row([name, .. figures.At.Select(a => Interval(a.Seconds, Format.Seconds))]);
        Row("TTFT", answer.Ttft);
        Row("TPOT", answer.Tpot);
        Row("between tokens", answer.Itl);
        Row("end to end", answer.EndToEnd);
        Row("queue", answer.QueueWait);
        session.Table(table);
        session.Line("Behind each figure its 95% confidence interval, from independent seeds.");
    }

    static string Limit(string name, double? seconds) => seconds is { } s ? $"{name} {Format.Seconds(s)}" : "";

    public static string Interval(Estimate estimate, Func<double, string> format) => $"{format(estimate.Value)} ({format(estimate.Low)} … {format(estimate.High)})";
}
