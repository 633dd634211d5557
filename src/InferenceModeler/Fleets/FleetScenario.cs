using InferenceModeler.Sizing;
using InferenceModeler.Worlds;

namespace InferenceModeler.Fleets;

/// <summary>Demand over space and time, the places that may serve it and the ways to pay: everything that a plan follows from, names looked up.</summary>
public sealed record FleetScenario
{
    public const int MostQuarters = 20;

    public required string Name { get; init; }
    public required Quarter First { get; init; }

    /// <summary>1 to <see cref="MostQuarters"/>.</summary>
    public required int Quarters { get; init; }

    public GrowthCase Growth { get; init; } = GrowthCase.Mid;
    public required IReadOnlyList<DemandClass> Classes { get; init; }
    public IReadOnlyList<TrainingJob> Training { get; init; } = [];
    public required IReadOnlyList<Site> Sites { get; init; }
    public IReadOnlyList<Holding> Holdings { get; init; } = [];

    /// <summary>What it makes of the catalog's prices.</summary>
    public CatalogTerms Terms { get; init; } = CatalogTerms.List;

    /// <summary>Contracts that have to be paid whatever is used.</summary>
    public IReadOnlyList<MinimumSpend> MinimumSpends { get; init; } = [];

    /// <summary>Which deployments may serve.</summary>
    public CandidatePolicy Policy { get; init; } = new();

    /// <summary>Layouts per class, instance type and round trip that the optimiser may choose from, at least 1.</summary>
    public int DeploymentsPerInstance { get; init; } = 2;

    public FleetRules Rules { get; init; } = new();
    public FleetObjective Objective { get; init; } = FleetObjective.Cost;
    public CapacityRule Capacity { get; init; } = new(SimulateExtent.Best, CapacityRule.PriorMargin);

    /// <summary>What may turn out otherwise than planned.</summary>
    public Uncertainty Uncertainty { get; init; } = Uncertainty.Prior;

    /// <summary>What was assumed while reading, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public IEnumerable<UserRegion> Users => Classes.SelectMany(c => c.Demands).Select(d => d.Users).Distinct();
}
