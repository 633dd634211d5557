using InferenceModeler.Models;

namespace InferenceModeler.Hardware;

/// <summary>Whether an accelerator can be had.</summary>
public enum AcceleratorStatus
{
    GenerallyAvailable,
    Announced,
    Internal,
    CloudApi,
    System,
}

/// <summary>How the accelerators of one scale-up domain are joined.</summary>
public enum ScaleUpTopology
{
    /// <summary>Only the host's PCIe.</summary>
    None,

    /// <summary>Bridges between a few neighbours.</summary>
    Bridge,

    /// <summary>Every pair at full speed.</summary>
    Switch,

    /// <summary>A fixed share of the links to each peer.</summary>
    Mesh,

    /// <summary>Two neighbours.</summary>
    Ring,

    /// <summary>Neighbours in two or three dimensions.</summary>
    Torus,
}

/// <summary>One hardware part being modelled. Rates are dense (no sparsity) peaks of one accelerator.</summary>
public sealed record AcceleratorSpec
{
    /// <summary>Catalog id, for example <c>h100-sxm</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Other spellings of the id.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public required string Vendor { get; init; }
    public required string Name { get; init; }

    /// <summary>Generation that shares kernels and efficiencies: ampere, ada, hopper, blackwell, cdna2, cdna3, cdna4, gaudi, neuron, tpu, …</summary>
    public required string Family { get; init; }

    public required int Year { get; init; }
    public required AcceleratorStatus Status { get; init; }

    /// <summary>Bytes a process can allocate.</summary>
    public required double MemoryBytes { get; init; }

    public required double MemoryBytesPerSecond { get; init; }

    /// <summary>Dense peak per arithmetic format, FLOP/s (multiply and add count as two); a format that is missing has no native arithmetic.</summary>
    public required IReadOnlyDictionary<NumberFormat, double> DenseFlopPerSecond { get; init; }

    public required string ScaleUpLink { get; init; }

    /// <summary>To all peers together, one direction; 0 where there is only the host link.</summary>
    public required double ScaleUpBytesPerSecond { get; init; }

    /// <summary>To one peer, one direction.</summary>
    public required double PeerBytesPerSecond { get; init; }

    /// <summary>Accelerators that the scale-up link joins; 1 where there is none.</summary>
    public required int ScaleUpDomainAccelerators { get; init; }

    public required ScaleUpTopology Topology { get; init; }

    /// <summary>To the host, one direction.</summary>
    public required double HostBytesPerSecond { get; init; }

    /// <summary>Power limit of the accelerator, watts; an estimate where <see cref="PowerIsEstimated"/>.</summary>
    public required double PowerWatts { get; init; }

    /// <summary>True where no limit is published and <see cref="PowerWatts"/> follows from a rule of the catalog.</summary>
    public bool PowerIsEstimated { get; init; }

    /// <summary>Street price of one part, US dollars; null where unknown.</summary>
    public double? PriceUsd { get; init; }

    public required Provenance Provenance { get; init; }
}
