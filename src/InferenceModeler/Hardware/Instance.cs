namespace InferenceModeler.Hardware;

/// <summary>How capacity is bought.</summary>
public enum PurchaseOption
{
    OnDemand,
    Commit1Year,
    Commit3Year,
    CapacityBlock,
    Spot,
}

/// <summary>A price with its standing.</summary>
/// <param name="UsdPerHour">For the whole instance.</param>
/// <param name="Date">When it was read, blank if undated.</param>
/// <param name="Doubt">Blank for a plain list price; otherwise why it is suspect, old, estimated or assumed.</param>
public sealed record Price(double UsdPerHour, string Date, string Doubt)
{
    public bool IsSuspect => Doubt.Length > 0;

    /// <summary>Whether it is nobody's offer but a figure that the user gave.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>A user's price of the accelerators of one instance.</summary>
    public static Price Assumed(double usdPerAcceleratorHour, Instance instance) =>
        new(usdPerAcceleratorHour * instance.Accelerators, "", FormattableString.Invariant($"assumed, {usdPerAcceleratorHour:0.00##} $ per accelerator and hour")) { IsAssumed = true };
}

/// <summary>A rentable server.</summary>
public sealed record Instance
{
    public required string Provider { get; init; }
    public required string Name { get; init; }

    /// <summary>Catalog id of its accelerators.</summary>
    public required string AcceleratorId { get; init; }

    /// <summary>Accelerators in one instance, at least 1.</summary>
    public required int Accelerators { get; init; }

    /// <summary>IT power of the whole server, watts; null: that of its accelerators times a factor.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>Accelerators that share one scale-up domain with this instance; may exceed <see cref="Accelerators"/> in rack-scale systems.</summary>
    public required int ScaleUpDomainAccelerators { get; init; }

    /// <summary>Scale-out network of the whole instance, one direction, bytes/s; 0 where unknown.</summary>
    public required double NetworkBytesPerSecond { get; init; }

    /// <summary>Reference prices, in <see cref="PriceRegion"/>, by purchase option.</summary>
    public required IReadOnlyDictionary<PurchaseOption, Price> Prices { get; init; }

    public required string PriceRegion { get; init; }
    public required Provenance Provenance { get; init; }

    /// <summary>IT power of the whole server, watts.</summary>
    /// <param name="acceleratorWatts">Power limit of one of its accelerators.</param>
    /// <param name="serverPowerFactor">Power of a server ÷ power of its accelerators where its own is not said.</param>
    public double Watts(double acceleratorWatts, double serverPowerFactor) => PowerWatts ?? Accelerators * acceleratorWatts * serverPowerFactor;
}
