using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Serving;

namespace InferenceModeler.Planning.Replays;

/// <summary>The power of a site in the busiest hour of a plan's last quarter, with all zones up.</summary>
/// <param name="Site">Its name.</param>
/// <param name="HourOfWeek">The typical hour that takes most energy; Monday 0 h UTC is 0; null where nothing is served.</param>
/// <param name="Replicas">That serve in it.</param>
/// <param name="StretchSeconds">Power is the mean of stretches so long, at most.</param>
/// <param name="ProvisionedKilowatts">Facility power that what stands must be given.</param>
/// <param name="Power">How it is distributed.</param>
public sealed record SiteFeeder(string Site, int? HourOfWeek, int Replicas, double StretchSeconds, double ProvisionedKilowatts, FeederPower Power)
{
    // So many arrivals at least, lest the few that begin and end the run shape it.
    const int Seeds = 64, FewestPerSeed = 64;
    const double WattsPerKilowatt = 1000;

    /// <param name="scenario">What the plan was made for.</param>
    /// <param name="built">Its numbers.</param>
    /// <param name="plan">A plan of <paramref name="built"/>.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="progress">Told the site being simulated.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Of every site where something stands in the last quarter.</returns>
    public static IReadOnlyList<SiteFeeder> Of(FleetScenario scenario, BuiltFleet built, Plan plan, int threads, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        List<SiteFeeder> feeders = [];
        for (int site = 0; site < built.Problem.Sites.Count; site++)
        {
            int last = built.Problem.Quarters - 1;
            Standing[] standing = [.. plan.Standing.Where(s => s.Quarter == last && s.Instances > 0 && built.Problem.Offers[s.Offer].Site == site)];
            if (standing.Length == 0) continue;
            progress?.Invoke($"power of {built.Problem.Sites[site].Name}");
            feeders.Add(Of(scenario, built, plan, site, standing, threads, cancellation));
        }
        return feeders;
    }

    static SiteFeeder Of(FleetScenario scenario, BuiltFleet built, Plan plan, int site, Standing[] standing, int threads, CancellationToken cancellation)
    {
        PlanProblem problem = built.Problem;
        int last = problem.Quarters - 1;
        double Sum(Func<PlanOffer, double> of) => standing.Sum(s => s.Instances * of(problem.Offers[s.Offer]));
        double steady = Sum(o => o.IdleKilowatts), stretch = 0;
        Dispatch[] busiest = plan.Dispatch.Where(d => d.Quarter == last && d.Site == site && d.RequestsPerSecond > 0).GroupBy(d => d.Hour)
            .MaxBy(h => h.Sum(d => d.RequestsPerSecond * problem.Deployments[d.Deployment].KwhPerRequest[problem.Demands[d.Demand].ClassIndex]))?.ToArray() ?? [];
        // Training as the plan has it in that hour; where nothing is served, in the hour in which most trains.
        steady += plan.Trained.Where(t => t.Quarter == last && t.Site == site && (busiest.Length == 0 || t.Hour == busiest[0].Hour)).GroupBy(t => t.Hour)
            .Select(h => h.Sum(t => t.Accelerators * problem.TrainingKilowatts(t.Job, site, t.Deployment))).DefaultIfEmpty(0).Max();
        List<ReplicaPower> serving = [];
        foreach (Assignment assigned in plan.Assignments.Where(a => a.Quarter == last && a.Site == site && a.Units > 0))
        {
            PlanDeployment deployment = problem.Deployments[assigned.Deployment];
            PlanOffer offer = problem.Offers.First(o => o.Site == site && o.Instance == deployment.Instance);
            if (built.Replicas[assigned.Deployment] is not { } replica) continue;
            Dispatch[] served = [.. busiest.Where(d => (d.Deployment, d.IsSpot) == (assigned.Deployment, assigned.IsSpot))];
            if (served.Length == 0) continue;
            // Whole replicas carry all of the load.
            int replicas = (int)Math.Ceiling(PlanReplay.Replicas(problem, assigned, false) - 1e-9);
            IReadOnlyList<IReadOnlyList<TimelinePoint>> timelines = Simulate(scenario, built, assigned, served, replicas, threads, cancellation);
            stretch = Math.Max(stretch, Math.Min(timelines.Average(t => t[^1].ToSeconds / t.Count), SeedRun.PowerSeconds));
            double facility = offer.Kilowatts * WattsPerKilowatt / (offer.Accelerators * replica.Deployment.Accelerator.PowerWatts);
            double rest = replica.Deployment.Layout.Accelerators * replica.Prepared.IdleWatts.Value;
            serving.Add(new(replicas, [.. timelines.Select(t => (IReadOnlyList<double>)[.. t.Select(p => (p.PowerWatts - rest) * facility / WattsPerKilowatt)])]));
        }
        FeederLoad load = new() { ProvisionedKilowatts = Sum(o => o.Kilowatts), SteadyKilowatts = steady, Serving = serving };
        return new(problem.Sites[site].Name, busiest.Length > 0 ? problem.Hours[busiest[0].Hour].HourOfWeek : null, serving.Sum(s => s.Replicas), stretch, load.ProvisionedKilowatts, FeederPower.Of(load, threads, cancellation));
    }

    static IReadOnlyList<IReadOnlyList<TimelinePoint>> Simulate(FleetScenario scenario, BuiltFleet built, Assignment assigned, Dispatch[] served, int replicas, int threads, CancellationToken cancellation)
    {
        SimulationQuestion question = PlanReplay.Question(scenario, built, assigned, served, replicas, Seeds, 1);
        int perSeed = (int)Math.Clamp(Math.Ceiling(question.RequestsPerSecond * SeedRun.PowerSeconds * SeedRun.Samples), FewestPerSeed, SimulationQuestion.MostRequests / Seeds);
        return Simulation.Run(question with { Requests = Seeds * perSeed }, threads, cancellation).Timelines;
    }
}
