using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Instances of one type at one site, firm or on spot: what offers fill and pools use.</summary>
readonly record struct SupplyKey(int Site, string Instance, bool IsSpot)
{
    public static IEnumerable<SupplyKey> Of(PlanProblem problem, IReadOnlyList<Pool> pools) =>
        pools.Select(p => Of(problem, p)).Distinct();

    public static SupplyKey Of(PlanProblem problem, Pool pool) => new(pool.Site, problem.Deployments[pool.Deployment].Instance, pool.IsSpot);

    public bool Holds(PlanProblem problem, Pool pool) => pool.Site == Site && pool.IsSpot == IsSpot && problem.Deployments[pool.Deployment].Instance == Instance;

    public bool IsOffered(PlanOffer offer) => offer.Site == Site && offer.Instance == Instance && offer.IsSpot == IsSpot;
}
