using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Of plans that cost the same, one that keeps more of what stands.</summary>
static class Steadiness
{
    const double Same = 1e-9;
    const int MostTries = 30;

    /// <summary>Where units of one pool give way to units of another that cost as much in the same region, the one's stay on or the other's are there from the start, if the plan then costs no more and leaves no more short.</summary>
    /// <param name="problem">What.</param>
    /// <param name="pools">All pools.</param>
    /// <param name="plan">To change.</param>
    /// <param name="shortfallUsd">Objective of a request that goes short.</param>
    /// <param name="gap">Of the orders.</param>
    /// <param name="deadline">The clock.</param>
    public static Incumbent Of(PlanProblem problem, IReadOnlyList<Pool> pools, Incumbent plan, double shortfallUsd, double gap, Deadline deadline)
    {
        double[] usd = [.. pools.Select(p => problem.Deployments[p.Deployment].InstancesPerUnit * problem.Offers.Where(SupplyKey.Of(problem, p).IsOffered).Min(o => o.UsdPerQuarter))];
        int tries = 0;
        for (int q = 1; q < problem.Quarters; q++)
        {
            for (int a = 0; a < pools.Count; a++)
            {
                for (int b = 0; b < pools.Count && plan.Units[q - 1][a] > plan.Units[q][a]; b++)
                {
                    if (Swap(problem, pools, plan, usd, q, a, b) is not var (away, come)) continue;
                    double[][] stays = Changed(plan, t => t >= q, a, away, b, -come), early = Changed(plan, t => t < q, a, -away, b, come);
                    foreach (double[][] units in new[] { stays, early }.Where(u => Arriving(problem, pools, u) < Arriving(problem, pools, plan.Units) - Same))
                    {
                        if (tries++ == MostTries || deadline.IsOver) return plan;
                        if (Completion.Of(problem, pools, units, shortfallUsd, gap, deadline, plan) is not { } other) continue;
                        if (other.Objective > plan.Objective * (1 + Same) || other.ShortfallUsd > plan.ShortfallUsd * (1 + Same) + Same) continue;
                        plan = other;
                        break;
                    }
                }
            }
        }
        return plan;
    }

    // Units that go and as many, by their rent, of those that come: about as many as come anew; null where nothing of the kind does.
    static (double Away, double Come)? Swap(PlanProblem problem, IReadOnlyList<Pool> pools, Incumbent plan, double[] usd, int quarter, int a, int b)
    {
        double more = plan.Units[quarter][b] - plan.Units[quarter - 1][b], each = usd[a] / usd[b];
        if (more <= 0 || pools[a].IsSpot != pools[b].IsSpot || problem.Sites[pools[a].Site].Region != problem.Sites[pools[b].Site].Region || SupplyKey.Of(problem, pools[a]) == SupplyKey.Of(problem, pools[b])) return null;
        for (double away = plan.Units[quarter - 1][a] - plan.Units[quarter][a]; away > 0; away--)
            if (away * each is var come && come < more + each && come <= plan.Units[quarter][b] + Same && Math.Abs(come - Math.Round(come)) < Same * come) return (away, Math.Round(come));
        return null;
    }

    // In the quarters that are meant and have what is taken away.
    static double[][] Changed(Incumbent plan, Func<int, bool> isMeant, int a, double ofA, int b, double ofB) =>
        [.. plan.Units.Select((units, t) => isMeant(t) && units[a] + ofA >= 0 && units[b] + ofB >= 0 ? [.. units.Select((u, p) => u + (p == a ? ofA : p == b ? ofB : 0))] : units)];

    // Accelerators that stand in a quarter and not in the one before.
    static double Arriving(PlanProblem problem, IReadOnlyList<Pool> pools, double[][] units)
    {
        double arriving = 0;
        foreach (var kind in Enumerable.Range(0, pools.Count).GroupBy(p => SupplyKey.Of(problem, pools[p])))
            for (int q = 1; q < units.Length; q++) arriving += Math.Max(0, kind.Sum(p => (units[q][p] - units[q - 1][p]) * problem.Deployments[pools[p].Deployment].AcceleratorsPerUnit));
        return arriving;
    }
}
