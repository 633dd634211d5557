using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Worlds;

/// <summary>What the networks of a plan's sites let through of the work of each kind of replica: what the plan sends it, and its part of what is left.</summary>
/// <param name="plan">What is planned.</param>
/// <param name="work">Unit-seconds of a request, by demand.</param>
sealed class PlannedTraffic(Plan plan, IReadOnlyList<double> work)
{
    const double BitsPerByte = 8;

    /// <summary>Work per second by quarter and typical hour; empty where nothing limits the network of the site.</summary>
    /// <param name="site">Index.</param>
    /// <param name="deployment">Index.</param>
    /// <param name="isSpot">On spot.</param>
    /// <param name="serves">Demands that may go there.</param>
    public IReadOnlyList<IReadOnlyList<double>> NetworkWork(int site, int deployment, bool isSpot, IReadOnlyList<int> serves)
    {
        PlanProblem problem = plan.Problem;
        (double Gbit, Func<PlanDemand, double> Gigabytes)[] limits =
            [.. new (double, Func<PlanDemand, double>)[] { (problem.Sites[site].IngressGbitPerSecond, d => d.GigabytesPerPrompt), (problem.Sites[site].EgressGbitPerSecond, d => d.GigabytesPerAnswer) }.Where(l => double.IsFinite(l.Item1))];
        if (limits.Length == 0) return [];
        double[][] most = [.. Enumerable.Range(0, problem.Quarters).Select(_ => new double[problem.Hours.Count])];
        ILookup<(int, int), Dispatch> here = plan.Dispatch.Where(d => d.Site == site).ToLookup(d => (d.Quarter, d.Hour));
        for (int q = 0; q < problem.Quarters; q++)
        {
            // Replicas share what is left by their units.
            double standing = plan.Assignments.Where(a => a.Quarter == q && a.Site == site).Sum(a => a.Units), own = plan.Assignments.Where(a => (a.Quarter, a.Site, a.Deployment, a.IsSpot) == (q, site, deployment, isSpot)).Sum(a => a.Units);
            for (int h = 0; h < problem.Hours.Count; h++)
            {
                Dispatch[] mine = [.. here[(q, h)].Where(d => d.Deployment == deployment && d.IsSpot == isSpot)];
                double planned = mine.Sum(d => d.RequestsPerSecond * work[d.Demand]);
                most[q][h] = limits.Min(limit =>
                {
                    double Gbit(IEnumerable<Dispatch> some) => some.Sum(d => d.RequestsPerSecond * BitsPerByte * limit.Gigabytes(problem.Demands[d.Demand]));
                    double perWork = planned > 0 ? Gbit(mine) / planned : serves.Max(d => BitsPerByte * limit.Gigabytes(problem.Demands[d]) / work[d]);
                    double left = Math.Max(0, limit.Gbit - Gbit(here[(q, h)])) * (standing > 0 ? own / standing : 0);
                    return perWork > 0 ? planned + left / perWork : double.PositiveInfinity;
                });
            }
        }
        return most;
    }
}
