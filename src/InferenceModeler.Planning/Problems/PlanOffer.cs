using InferenceModeler.Hardware;

namespace InferenceModeler.Planning.Problems;

/// <summary>One way to have instances of one type at one site.</summary>
public sealed record PlanOffer
{
    public required int Site { get; init; }

    /// <summary>Key of the instance type.</summary>
    public required string Instance { get; init; }

    public required string AcceleratorId { get; init; }
    public required int Accelerators { get; init; }

    /// <summary>How many an instance counts for in a limit of stock or quota of this name: its accelerators, itself, or none.</summary>
    public int Counted(string limited) => AcceleratorId == limited ? Accelerators : Instance == limited ? 1 : 0;

    /// <summary>on-demand, commit-1-year, …, owned.</summary>
    public required string Purchase { get; init; }

    public bool IsOwned { get; init; }

    /// <summary>May be taken away at any time: serves only what may wait.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Instances that stand already, which can be kept but not added to; null for an offer that can be ordered.</summary>
    public int? Held { get; init; }

    /// <summary>Whether what is held is paid for in any case.</summary>
    public bool IsCommitted { get; init; }

    /// <summary>Index of the held offer whose instances come here from another site; null for all others.</summary>
    public int? MovedFrom { get; init; }

    /// <summary>Operating cost of an instance that is paid once, with its order.</summary>
    public double OnceUsd { get; init; }

    /// <summary>Last quarter (index) of what is held, or was before it moved.</summary>
    public int HeldUntil { get; init; } = int.MaxValue;

    /// <summary>Whether it ends with its quarters, and has to be ordered anew; else an order stands until it is given back.</summary>
    public bool IsBlock => Purchase == Choices.Name(PurchaseOption.CapacityBlock);

    /// <summary>Quarters that an order is kept and paid for; 1 for what can be given back.</summary>
    public required int TermQuarters { get; init; }

    /// <summary>The quarter (index) in which an order arrives where it cannot be another; null where it can.</summary>
    public int? Arrives { get; init; }

    /// <summary>Instances that can be ordered for one quarter.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Quarters from the order to the arrival.</summary>
    public required int LeadQuarters { get; init; }

    /// <summary>Whether an order may come later than it should: what is built and delivered, or has a lead time; what can be had at once does not.</summary>
    public bool MayComeLate => Held is null && MovedFrom is null && (IsOwned || LeadQuarters > 0);

    /// <summary>Rent, or capital charge with upkeep and idle energy, of one instance.</summary>
    public required double UsdPerQuarter { get; init; }

    /// <summary>Of <see cref="UsdPerQuarter"/>, what is capital charge.</summary>
    public double CapitalChargeUsdPerQuarter { get; init; }

    /// <summary>What has to be paid on for one instance when nobody uses it: rent of a term, of what is owned the capital charge; what is taken back at any time owes nothing.</summary>
    public double OwedUsdPerQuarter => IsOwned ? CapitalChargeUsdPerQuarter : Held is null || IsCommitted ? UsdPerQuarter : 0;

    /// <summary>Quarters of an order that arrives in one of the horizon for which it is owed after it.</summary>
    public int QuartersAfter(int arrives, int horizon) => Math.Max(0, (int)Math.Min((long)arrives + TermQuarters, HeldUntil + 1L) - horizon);

    /// <summary>Quarters after the horizon for which what is held then is owed.</summary>
    public int QuartersHeldAfter(int horizon) => IsCommitted || IsOwned ? Math.Max(0, HeldUntil - (horizon - 1)) : 0;

    /// <summary>Spent when it is ordered.</summary>
    public double CapitalUsd { get; init; }

    /// <summary>Facility power that one instance must be given.</summary>
    public required double Kilowatts { get; init; }

    /// <summary>Facility power of one instance that idles.</summary>
    public required double IdleKilowatts { get; init; }

    /// <summary>Index of the hall of its site in which it stands; null where none is told.</summary>
    public int? Hall { get; init; }

    /// <summary>Racks that one instance takes in its hall.</summary>
    public double Racks { get; init; }
}
