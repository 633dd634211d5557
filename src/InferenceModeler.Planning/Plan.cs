using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning;

/// <summary>An answer of the optimiser: what to order when, what stands and serves in each quarter, what it costs, and how far it may be from the best.</summary>
public sealed record Plan
{
    public required PlanProblem Problem { get; init; }

    /// <summary>In order of quarter and site.</summary>
    public required IReadOnlyList<Order> Orders { get; init; }

    /// <summary>What stands, by quarter.</summary>
    public required IReadOnlyList<Standing> Standing { get; init; }

    /// <summary>What serves, by quarter.</summary>
    public required IReadOnlyList<Assignment> Assignments { get; init; }

    /// <summary>Who is served from where at each typical hour.</summary>
    public required IReadOnlyList<Dispatch> Dispatch { get; init; }

    /// <summary>What trains where at each typical hour.</summary>
    public IReadOnlyList<Trained> Trained { get; init; } = [];

    public required IReadOnlyList<QuarterFigures> Quarters { get; init; }

    /// <summary>Those with a price before those without, each in the order in which they first bind, the most valuable of a quarter first.</summary>
    public required IReadOnlyList<BindingLimit> Binding { get; init; }

    /// <summary>After the horizon.</summary>
    public Owed Owed { get; init; }

    /// <summary>What the optimiser minimised, of this plan, without what weighs on requests that go short.</summary>
    public required double Objective { get; init; }

    /// <summary>No plan that leaves no more short has a lower objective.</summary>
    public required double Bound { get; init; }

    /// <summary>Share of the demand that goes short, each request by its priority; training too.</summary>
    public double UnservedShare { get; init; }

    /// <summary>No plan of no higher objective leaves less short.</summary>
    public double LeastUnservedShare { get; init; }

    /// <summary>Whether a time limit, not the gap, ended the search.</summary>
    public bool IsTimeLimited { get; init; }

    /// <summary>How the bound was made.</summary>
    public required string BoundBasis { get; init; }

    /// <summary>Objective − bound: what the least possible may be lower by, in the unit of the objective.</summary>
    public double ObjectiveGap => Math.Max(0, Objective - Bound);

    /// <summary>(Objective − bound) ÷ objective; 0 where nothing costs anything.</summary>
    public double OptimalityGap => Objective > 0 ? ObjectiveGap / Objective : 0;

    public double CostUsd => Quarters.Sum(q => q.CostUsd);
}
