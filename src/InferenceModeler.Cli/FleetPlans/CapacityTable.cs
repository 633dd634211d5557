using InferenceModeler.Cli.Output;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>What the replicas of a plan carry and where that comes from, for people.</summary>
static class CapacityTable
{
    public static void Write(Session session, SolvedPlan solved, Plan plan)
    {
        ReplicaRate[] used = [.. solved.Built.Rates.Where(r => plan.Assignments.Any(a => a.Deployment == r.Deployment))];
        if (used.Length == 0) return;
        session.Line($"what a replica carries for its nearest users, requests/s (the plan counts on {Format.Percent(solved.Scenario.Capacity.Margin)} less; above: the closed form over what counts)");
        TextTable table = new(Column.Text("deployment"), Column.Text("class"), Column.Text("basis"), Column.Number("counts"), Column.Number("simulated, 95%"), Column.Number("closed form"), Column.Number("above"));
        foreach (var rate in used.Select(r => (Rate: r, solved.Built.Problem.Deployments[r.Deployment].Name)).DistinctBy(r => (r.Name, r.Rate.Class)))
        {
            ReplicaRate r = rate.Rate;
            table.Row(rate.Name, r.Class, r.IsSimulated ? "simulated" : "closed form", Format.Number(r.Counted), r.Simulated is { } s ? $"{Format.Number(s.Low)} to {Format.Number(s.High)}" : "–", Format.Number(r.ClosedForm),
                r.ClosedFormGap is { } gap ? gap.ToString("+0%;−0%;±0%") : "–");
        }
        session.Table(table);
        session.Line();
    }
}
