using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Building;

namespace InferenceModeler.Planning.Problems;

/// <summary>Turns a scenario into the numbers that a plan is made from.</summary>
public static class FleetProblem
{
    /// <param name="scenario">Demand, places and ways to pay.</param>
    /// <param name="catalog">Facts.</param>
    /// <param name="coefficients">Of the step time.</param>
    /// <param name="backend">Evaluates capacities.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A demand that no site may serve, or none can in time; training that nothing can run; candidates that no site offers.</exception>
    public static BuiltFleet Of(FleetScenario scenario, Catalog catalog, CoefficientSet coefficients, IComputeBackend backend, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        List<string> notes = [.. scenario.Notes];
        Access access = Access.Of(scenario, catalog);
        notes.AddRange(access.Notes);
        IReadOnlyList<InstanceType> types = InstanceType.Of(scenario);
        progress?.Invoke("capacities");
        FleetRejections rejections = new(scenario.Classes.Count);
        IReadOnlyList<Recipe> all = Recipes.Of(scenario, types, access, catalog, coefficients, backend, rejections, cancellation);
        IReadOnlyList<Recipe> recipes = Pruning.Keep(all, [.. Enumerable.Range(0, scenario.Classes.Count).Select(access.BinsOf)], scenario.DeploymentsPerInstance);
        if (scenario.Capacity.Basis == CapacityBasis.Simulated) recipes = SimulatedRates.Of(scenario, recipes, access, rejections, progress, notes, cancellation);
        notes.AddRange(Assumptions.Of(scenario, recipes));
        Served.Check(scenario, access, recipes, rejections);

        TypicalHours hours = TypicalHours.Of([.. access.Demands.Where(d => !d.Class.IsDeferrable).Select(d => DemandRates.OfPeak(d.Demand))], scenario.Sites);
        ServerPower power = new(catalog, recipes, scenario.Rules.ServerPowerFactor);
        double[] worth = Priorities.Of(scenario, recipes, access);
        PlanDeployment[] training = [.. scenario.Training.SelectMany(job => Deployments.Training(scenario, job, types, access.Bins.Count))];
        IReadOnlyList<PlanOffer> offers = Offering.Of(scenario, power);
        return new()
        {
            Problem = new()
            {
                Name = scenario.Name,
                First = scenario.First,
                Quarters = scenario.Quarters,
                Hours = hours.Hours,
                Demands = [.. access.Demands.Select((d, i) => new PlanDemand
                {
                    Class = d.Class.Name,
                    ClassIndex = d.ClassIndex,
                    Users = d.Demand.Users.Name,
                    IsDeferrable = d.Class.IsDeferrable,
                    Worth = worth[d.ClassIndex],
                    WeekRates = DemandRates.Of(scenario, d.Demand),
                    GigabytesPerAnswer = FleetTraffic.GigabytesPerAnswer(d.Class),
                    GigabytesPerPrompt = FleetTraffic.GigabytesPerPrompt(d.Class),
                    BinOfSite = access.BinOfSite[i],
                    RoundTripSecondsOfSite = [.. Enumerable.Range(0, scenario.Sites.Count).Select(s => access.RoundTripSeconds[i, s])],
                })],
                Sites = [.. scenario.Sites.Select(s => SiteLimits.Of(scenario, s, hours))],
                Deployments = [.. recipes.Select(r => Deployments.Of(scenario, r, power)), .. training],
                Offers = offers,
                Training = [.. scenario.Training.Select(job => Deployments.Of(scenario, job))],
                MinimumSpends = [.. scenario.MinimumSpends.Select(spend => Offering.Of(scenario, spend, offers))],
                Rules = scenario.Rules,
                Objective = scenario.Objective,
            },
            Notes = notes,
            Rejections = rejections.All,
            Replicas = [.. recipes.Select(r => r.Plan), .. training.Select(_ => (PlannedDeployment?)null)],
            RoundTripSeconds = access.RoundTripSeconds,
            BinSeconds = access.Bins.UpperSeconds,
        };
    }
}
