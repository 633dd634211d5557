using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Replays;

/// <summary>Simulates what a plan claims: at every site, deployment and typical hour that serves, a replica at its share of the load, with all zones up and with one lost.</summary>
/// <remarks>
/// Load is dealt to replicas at random, so that one replica with its share of the arrivals is like all; bursts are spread over a pool of them. What users see of the first token includes their own round trip to the
/// site. Instances that fail or are updated are taken off in both cases. The answer depends on the seed alone.
/// </remarks>
public static class PlanReplay
{
    const int Seeds = 8, FewestPerSeed = 2000;

    /// <param name="scenario">What the plan was made for.</param>
    /// <param name="built">Its numbers.</param>
    /// <param name="plan">A plan of <paramref name="built"/>.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="progress">Told the place and quarter being replayed.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <returns>In order of quarter, site, deployment and hour; one entry for each region of users served there, with all zones first.</returns>
    public static IReadOnlyList<ReplayedHour> Of(FleetScenario scenario, BuiltFleet built, Plan plan, int threads, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        List<ReplayedHour> replayed = [];
        foreach (Assignment assigned in plan.Assignments.OrderBy(a => a.Quarter).ThenBy(a => a.Site).ThenBy(a => a.Deployment).ThenBy(a => a.IsSpot))
        {
            var served = plan.Dispatch.Where(d => (d.Quarter, d.Site, d.Deployment, d.IsSpot) == (assigned.Quarter, assigned.Site, assigned.Deployment, assigned.IsSpot) && d.RequestsPerSecond > 0)
                .GroupBy(d => d.Hour).OrderBy(g => g.Key).ToArray();
            if (served.Length > 0) progress?.Invoke($"replaying {built.Problem.Sites[assigned.Site].Name}, {built.Problem.First + assigned.Quarter}");
            foreach (var hour in served)
            {
                foreach (bool zoneLost in built.Problem.Rules.SurvivesZoneLoss && !assigned.IsSpot ? [false, true] : new[] { false })
                    replayed.AddRange(Hour(scenario, built, assigned, [.. hour], zoneLost, threads, cancellation));
            }
        }
        return replayed;
    }

    static IEnumerable<ReplayedHour> Hour(FleetScenario scenario, BuiltFleet built, Assignment assigned, Dispatch[] served, bool zoneLost, int threads, CancellationToken cancellation)
    {
        PlanProblem problem = built.Problem;
        PlanDeployment deployment = problem.Deployments[assigned.Deployment];
        double replicas = Replicas(problem, assigned, zoneLost);
        ReplayedHour Entry(Dispatch d, double needed, Estimate attained, ServingVerdict verdict) => new()
        {
            Quarter = problem.First + assigned.Quarter,
            Site = problem.Sites[assigned.Site].Name,
            Deployment = deployment.Name,
            Instance = deployment.Instance,
            HourOfWeek = problem.Hours[d.Hour].HourOfWeek,
            ZoneLost = zoneLost,
            Demand = problem.Demands[d.Demand].Name,
            RequestsPerSecond = d.RequestsPerSecond,
            Replicas = replicas,
            Needed = needed,
            Attained = attained,
            Verdict = verdict,
        };
        if (replicas <= 0) return [.. served.Select(d => Entry(d, 1, new(0, 0, 0), ServingVerdict.Overloaded))];
        DemandClass[] classes = [.. served.Select(d => scenario.Classes[problem.Demands[d.Demand].ClassIndex])];
        int perSeed = classes.Max(c => Math.Max(FewestPerSeed, SimulatedCapacity.FewestRequests(c.Limits.Percentile)));
        SimulationQuestion one = Question(scenario, built, assigned, served, replicas, Seeds, perSeed);
        int pool = classes.Any(c => c.Workload.Arrivals.IsBursty) ? (int)Math.Clamp(replicas, 1, CapacitySimulations.MostReplicas) : 1;
        SimulationAnswer answer = Simulation.Run(one with { Replicas = pool, RequestsPerSecond = pool * one.RequestsPerSecond }, threads, cancellation);
        return [.. served.Select((d, i) => Entry(d, CapacitySimulations.Promised(classes[i].Limits, classes[i].Workload, classes[i].Model), answer.Groups[i].SloAttainment, answer.Verdict))];
    }

    /// <summary>A replica with its share of what a deployment serves in an hour.</summary>
    internal static SimulationQuestion Question(FleetScenario scenario, BuiltFleet built, Assignment assigned, Dispatch[] served, double replicas, int seeds, int requestsPerSeed)
    {
        DemandClass[] classes = [.. served.Select(d => scenario.Classes[built.Problem.Demands[d.Demand].ClassIndex])];
        double rate = served.Sum(d => d.RequestsPerSecond);
        return new()
        {
            Plan = built.Replicas[assigned.Deployment]!,
            Workload = classes[0].Workload,
            Classes = [.. served.Select((d, i) => new RequestClass(built.Problem.Demands[d.Demand].Name, classes[i].Workload, d.RequestsPerSecond / rate, 0,
                classes[i].Limits.TtftSeconds - built.RoundTripSeconds[d.Demand, d.Site], classes[i].Limits.TpotSeconds))],
            RequestsPerSecond = rate / replicas,
            Requests = seeds * requestsPerSeed,
            Seeds = seeds,
            Admission = AdmissionRules.Of(built.Replicas[assigned.Deployment]!.Deployment.Engine),
        };
    }

    /// <summary>Replicas that are up: with a zone lost, those outside the fullest one that the plan counts on; never more than failures and updates leave.</summary>
    internal static double Replicas(PlanProblem problem, Assignment assigned, bool zoneLost)
    {
        double up = assigned.Units * (assigned.IsSpot ? problem.SpotUpShare(assigned.Site, assigned.Deployment) : problem.UpShare);
        return (zoneLost ? Math.Min(up, assigned.Units - assigned.UnitsOfFullestZone) : up) * problem.Deployments[assigned.Deployment].ReplicasPerUnit;
    }
}
