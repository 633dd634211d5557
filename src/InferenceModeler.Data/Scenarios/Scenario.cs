using InferenceModeler.Hardware;

namespace InferenceModeler.Data.Scenarios;

/// <summary>
/// What a user asks, as a scenario file says it: names that are not looked up yet, null (or an empty list) where nothing is said. Layers are laid over one
/// another: the shipped default, a file, the command line.
/// </summary>
public sealed record Scenario
{
    /// <summary>Model id, alias or path of a <c>config.json</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Preset workload. With a trace, the trace counts.</summary>
    public string? Workload { get; init; }

    /// <summary>Path of a trace file.</summary>
    public string? Trace { get; init; }

    /// <summary>Which columns of the trace hold what, as <c>prompt=NAME,output=NAME</c>.</summary>
    public string? TraceColumns { get; init; }

    /// <summary>Mean of the peak hour.</summary>
    public double? RequestsPerSecond { get; init; }

    public double? PeakToMean { get; init; }
    public double? TtftSeconds { get; init; }
    public double? TpotSeconds { get; init; }
    public double? E2eSeconds { get; init; }

    /// <summary>0..1.</summary>
    public double? Percentile { get; init; }

    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Region ids, country codes, or names of country groups.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    public PurchaseOption? Purchase { get; init; }
    public IReadOnlyList<string> Accelerators { get; init; } = [];

    /// <summary>US dollars per accelerator and hour by the name of the accelerator.</summary>
    public IReadOnlyDictionary<string, double> AssumedUsdPerAcceleratorHour { get; init; } = new Dictionary<string, double>();

    public IReadOnlyList<string> Precisions { get; init; } = [];
    public IReadOnlyList<string> Engines { get; init; } = [];
    public IReadOnlyList<string> Layouts { get; init; } = [];
    public bool? SurvivesZoneLoss { get; init; }
    public int? MostZones { get; init; }

    /// <summary>0..1.</summary>
    public double? AvailabilityTarget { get; init; }

    public double? FailuresPerInstanceDay { get; init; }
    public double? RepairSeconds { get; init; }

    /// <summary>0..1.</summary>
    public double? SurgeShare { get; init; }

    /// <summary>Power of a server ÷ power of its accelerators, at least 1.</summary>
    public double? ServerPowerFactor { get; init; }

    /// <summary>Facility power ÷ IT power where a region's is unknown, at least 1.</summary>
    public double? Pue { get; init; }

    /// <summary>This scenario where it says something, <paramref name="below"/> elsewhere.</summary>
    public Scenario Over(Scenario below) => below with
    {
        Model = Model ?? below.Model,
        Workload = Workload ?? (Trace is null ? below.Workload : null),
        Trace = Trace ?? (Workload is null ? below.Trace : null),
        TraceColumns = TraceColumns ?? (Trace is null && Workload is null ? below.TraceColumns : null),
        RequestsPerSecond = RequestsPerSecond ?? below.RequestsPerSecond,
        PeakToMean = PeakToMean ?? below.PeakToMean,
        TtftSeconds = TtftSeconds ?? below.TtftSeconds,
        TpotSeconds = TpotSeconds ?? below.TpotSeconds,
        E2eSeconds = E2eSeconds ?? below.E2eSeconds,
        Percentile = Percentile ?? below.Percentile,
        Providers = Either(Providers, below.Providers),
        Regions = Either(Regions, below.Regions),
        Purchase = Purchase ?? below.Purchase,
        Accelerators = Either(Accelerators, below.Accelerators),
        AssumedUsdPerAcceleratorHour = AssumedUsdPerAcceleratorHour.Count > 0 ? AssumedUsdPerAcceleratorHour : below.AssumedUsdPerAcceleratorHour,
        Precisions = Either(Precisions, below.Precisions),
        Engines = Either(Engines, below.Engines),
        Layouts = Either(Layouts, below.Layouts),
        SurvivesZoneLoss = SurvivesZoneLoss ?? below.SurvivesZoneLoss,
        MostZones = MostZones ?? below.MostZones,
        AvailabilityTarget = AvailabilityTarget ?? below.AvailabilityTarget,
        FailuresPerInstanceDay = FailuresPerInstanceDay ?? below.FailuresPerInstanceDay,
        RepairSeconds = RepairSeconds ?? below.RepairSeconds,
        SurgeShare = SurgeShare ?? below.SurgeShare,
        ServerPowerFactor = ServerPowerFactor ?? below.ServerPowerFactor,
        Pue = Pue ?? below.Pue,
    };

    static IReadOnlyList<string> Either(IReadOnlyList<string> first, IReadOnlyList<string> second) => first.Count > 0 ? first : second;
}
