using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Data.Simulations;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>What a surface says in short: its axes, the verdicts, and of each layout the largest simulated rate that keeps the limits.</summary>
static class SurfaceReport
{
    public static object Json(IReadOnlyList<SurfacePoint> points, string file, double percentile, IReadOnlyList<string> notes, double seconds, ComputeDevice device)
    {
        SimulationQuestion q = points[0].Answer.Question;
        long simulated = points.Sum(p => p.Answer.SimulatedRequests);
        return new
        {
            run = new { device = device.Kind, seconds, threads = Environment.ProcessorCount, simulatedRequests = simulated, requestsPerSecond = simulated / seconds },
            model = q.Plan.Deployment.Model.Id,
            accelerator = q.Plan.Deployment.Accelerator.Id,
            precision = q.Plan.Deployment.Precision.ToString(),
            engine = q.Plan.Deployment.Engine.Id,
            workload = SimulationTables.Traffic(q),
            replicas = q.Replicas,
            limits = new { ttftSeconds = q.TtftSeconds, tpotSeconds = q.TpotSeconds, percentile },
            notes,
            output = file,
            columns = SurfaceFile.ColumnNames,
            points = points.Count,
            layouts = points.Select(p => p.Layout.ToString()).Distinct(),
            sequences = points.Select(p => p.MaxSequences).Distinct(),
            chunks = points.Select(p => p.MaxBatchedTokens).Distinct(),
            rates = points.GroupBy(p => p.Layout).ToDictionary(g => g.Key.ToString(), g => g.Select(p => p.RequestsPerSecond).Distinct()),
            verdicts = Enum.GetValues<ServingVerdict>().ToDictionary(Choices.Name, verdict => points.Count(p => p.Answer.Verdict == verdict)),
            best = q.HasLimits ? Best(points, percentile).Select(b => new
            {
                layout = b.Layout.ToString(),
                requestsPerSecond = b.Point?.RequestsPerSecond,
                maxSequences = b.Point?.MaxSequences,
                maxBatchedTokens = b.Point?.MaxBatchedTokens,
                sloAttainment = b.Point?.Answer.SloAttainment,
            }) : null,
        };
    }

    public static void Write(Session session, IReadOnlyList<SurfacePoint> points, string file, double percentile, IReadOnlyList<string> notes)
    {
        SimulationQuestion q = points[0].Answer.Question;
        session.Line($"model        {q.Plan.Deployment.Model.Id}");
        session.Line($"deployment   {Format.Count(q.Replicas)} × {q.Plan.Deployment.Accelerator.Id} {q.Plan.Deployment.Precision}");
        foreach (string note in notes) session.Line($"note         {note}");
        session.Line($"surface      {Format.Count(points.Count)} points of {SimulationTables.Traffic(q)} in {file}");
        session.Line($"verdicts     {string.Join(", ", Enum.GetValues<ServingVerdict>().Select(v => $"{Format.Count(points.Count(p => p.Answer.Verdict == v))} {Choices.Name(v)}"))}");
        if (!q.HasLimits) return;
        TextTable table = new(Column.Text("layout"), Column.Number("largest rate within the limits"), Column.Number("most running"), Column.Number("tokens a step"), Column.Number("kept"));
        foreach ((Layout layout, SurfacePoint? p) in Best(points, percentile))
            table.Row(p is null ? [layout.ToString(), "none", "–", "–", "–"] : [layout.ToString(), Format.Number(p.RequestsPerSecond), Format.Count(p.MaxSequences), Format.Count(p.MaxBatchedTokens), Format.Percent(p.Answer.SloAttainment.Value)]);
        session.Table(table);
    }

    /// <summary>Of each layout the point with the largest rate that keeps the limits, of equal rates the one that keeps them best; null where none does.</summary>
    static IEnumerable<(Layout Layout, SurfacePoint? Point)> Best(IReadOnlyList<SurfacePoint> points, double percentile) => points.GroupBy(p => p.Layout)
        .Select(g => (g.Key, g.Where(p => p.Answer.Keeps(percentile)).OrderByDescending(p => p.RequestsPerSecond).ThenByDescending(p => p.Answer.SloAttainment.Value).FirstOrDefault()));
}
