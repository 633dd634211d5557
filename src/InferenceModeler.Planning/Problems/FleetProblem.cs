using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Building;

namespace InferenceModeler.Planning.Problems;

/// <summary>A scenario with the deployments that an optimum may use, ready to be turned into the numbers that a plan is made from.</summary>
public sealed class FleetProblem
{
    readonly Catalog _catalog;
    readonly Access _access;
    readonly IReadOnlyList<InstanceType> _types;
    readonly IReadOnlyList<Recipe> _recipes;
    readonly FleetRejections _rejections;

    FleetProblem(FleetScenario scenario, Catalog catalog, Access access, IReadOnlyList<InstanceType> types, IReadOnlyList<Recipe> recipes, FleetRejections rejections)
    {
        (Scenario, _catalog, _access, _types, _recipes, _rejections) = (scenario, catalog, access, types, recipes, rejections);
        Questions = SimulatedRates.Questions(scenario, recipes, access);
    }

    /// <summary>With bands of prompts as classes of their own.</summary>
    public FleetScenario Scenario { get; }

    /// <summary>Capacities that can be simulated.</summary>
    internal IReadOnlyList<ReplicaQuestion> Questions { get; }

    /// <param name="scenario">Demand, places and ways to pay.</param>
    /// <param name="catalog">Facts.</param>
    /// <param name="coefficients">Of the step time.</param>
    /// <param name="backend">Evaluates capacities.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">A demand that no site may serve; candidates that no site offers.</exception>
    public static FleetProblem Of(FleetScenario scenario, Catalog catalog, CoefficientSet coefficients, IComputeBackend backend, Action<string>? progress = null, CancellationToken cancellation = default)
    {
        scenario = PromptBands.Split(scenario);
        Access access = Access.Of(scenario, catalog);
        IReadOnlyList<InstanceType> types = InstanceType.Of(scenario);
        progress?.Invoke("capacities");
        FleetRejections rejections = new(scenario.Classes.Count);
        IReadOnlyList<Recipe> all = Recipes.Of(scenario, types, access, catalog, coefficients, backend, rejections, cancellation);
        IReadOnlyList<Recipe> recipes = Pruning.Keep(all, [.. Enumerable.Range(0, scenario.Classes.Count).Select(access.BinsOf)], scenario.DeploymentsPerInstance);
        return new(scenario, catalog, access, types, recipes, rejections);
    }

    /// <summary>The numbers, with the capacities that were simulated and the closed form's for the others.</summary>
    /// <exception cref="InputException">A demand that nothing serves in time; training that nothing can run.</exception>
    public BuiltFleet Build(ReplicaSimulations simulations)
    {
        (FleetScenario scenario, Access access, IReadOnlyList<InstanceType> types) = (Scenario, _access, _types);
        List<string> notes = [.. scenario.Notes, .. access.Notes];
        FleetRejections rejections = _rejections.Copy();
        IReadOnlyList<Recipe> recipes = SimulatedRates.Of(scenario, _recipes, Questions, simulations, rejections, notes);
        notes.AddRange(Assumptions.Of(scenario, recipes));
        Served.Check(scenario, access, recipes, rejections);

        TypicalHours hours = TypicalHours.Of([.. access.Demands.Where(d => !d.Class.IsDeferrable).Select(d => DemandRates.OfPeak(d.Demand))], scenario.Sites);
        ServerPower power = new(_catalog, recipes, scenario.Rules.ServerPowerFactor);
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
            Rates = SimulatedRates.Told(scenario, _recipes, recipes, access, Questions, simulations),
        };
    }
}
