using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>All deployments of the scenario's models on the sites' instances, with their capacity by class and round trip in closed form.</summary>
static class Recipes
{
    /// <param name="scenario">What is asked and what there is.</param>
    /// <param name="types">The sites' instances.</param>
    /// <param name="access">Round trips.</param>
    /// <param name="catalog">Facts.</param>
    /// <param name="coefficients">Of the step time.</param>
    /// <param name="backend">Evaluates.</param>
    /// <param name="rejections">Receives what is no deployment.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InputException">No site has an accelerator that the candidates allow.</exception>
    public static IReadOnlyList<Recipe> Of(FleetScenario scenario, IReadOnlyList<InstanceType> types, Access access, Catalog catalog, CoefficientSet coefficients, IComputeBackend backend,
        FleetRejections rejections, CancellationToken cancellation)
    {
        ILookup<string, InstanceOffer> offers = types.Select(t => t.Offer(scenario)).ToLookup(o => o.Instance.AcceleratorId);
        string[] offered = [.. types.Select(t => t.Instance.AcceleratorId).Distinct()];
        string[] allowed = [.. offered.Where(a => scenario.Policy.Accelerators.Count == 0 || scenario.Policy.Accelerators.Contains(a))];
        if (allowed.Length == 0)
            throw new InputException($"candidates.accelerators {string.Join(", ", scenario.Policy.Accelerators)}: the sites have only {string.Join(", ", offered)}; allow one of them or add offers");
        Dictionary<string, InstanceType> typeOf = types.ToDictionary(t => t.Key);
        List<Recipe> recipes = [];
        foreach (ModelArchitecture model in scenario.Classes.Select(c => c.Model).DistinctBy(m => m.Id))
        {
            CandidateSet set = Candidates.Enumerate(catalog, model, scenario.Policy with { Accelerators = allowed }, offers);
            PlannedDeployment[] plans = Plans.Of(set.Candidates, coefficients, cancellation);
            int[] classes = [.. Enumerable.Range(0, scenario.Classes.Count).Where(c => scenario.Classes[c].Model.Id == model.Id)];
            double[][,] rates = [.. set.Candidates.Select(_ => new double[scenario.Classes.Count, access.Bins.Count])];
            ReplicaCapacity?[][] nearest = [.. set.Candidates.Select(_ => new ReplicaCapacity?[scenario.Classes.Count])];
            foreach (int c in classes) Fill(scenario.Classes[c], c, set with { Rejections = rejections.OfClasses[c] }, plans, access, backend, rates, nearest, cancellation);
            rejections.OfModels.Add(set.Rejections);
            for (int i = 0; i < plans.Length; i++)
                foreach ((InstanceOffer offer, Packing packing) in set.Candidates[i].Offers) recipes.Add(new(plans[i], typeOf[InstanceType.KeyOf(offer.Instance)], packing, rates[i], nearest[i]));
        }
        return recipes;
    }

    static void Fill(DemandClass requests, int classIndex, CandidateSet set, PlannedDeployment[] plans, Access access, IComputeBackend backend, double[][,] rates, ReplicaCapacity?[][] nearest,
        CancellationToken cancellation)
    {
        HashSet<Candidate> holding = new(Ranking.HoldingTheLongest(set, requests.Mix), ReferenceEqualityComparer.Instance);
        int[] held = [.. Enumerable.Range(0, plans.Length).Where(i => holding.Contains(set.Candidates[i]))];
        int first = access.BinsOf(classIndex)[0];
        IReadOnlyList<ReplicaCapacity> capacities = [];
        for (int bin = 0; bin < access.Bins.Count; bin++)
        {
            if (After(requests.Limits, access.Bins.UpperSeconds[bin]) is not { } left) break;
            if (bin == 0 || left != requests.Limits) capacities = Capacities.Of(backend, [.. held.Select(i => plans[i])], requests.Mix, left, cancellation);
            for (int k = 0; k < held.Length; k++)
            {
                rates[held[k]][classIndex, bin] = capacities[k].RequestsPerSecond;
                if (bin != first) continue;
                nearest[held[k]][classIndex] = capacities[k];
                Ranking.Missed(set.Candidates[held[k]], capacities[k], left, set.Rejections);
            }
        }
    }

    /// <summary>What is left of the limits after a round trip; null where nothing is.</summary>
    public static ServiceLimits? After(ServiceLimits limits, double roundTripSeconds) =>
        limits.TtftSeconds is not { } ttft ? limits : ttft > roundTripSeconds ? limits with { TtftSeconds = ttft - roundTripSeconds } : null;
}
