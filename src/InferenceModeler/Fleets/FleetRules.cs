namespace InferenceModeler.Fleets;

/// <summary>What every plan must keep.</summary>
public sealed record FleetRules
{
    /// <summary>Any one zone of a site may be lost and the site's others carry on.</summary>
    public bool SurvivesZoneLoss { get; init; } = true;

    /// <summary>Any one site may be lost and the others carry on.</summary>
    public bool SurvivesSiteLoss { get; init; }

    /// <summary>All sites of any one region may be lost and the others carry on.</summary>
    public bool SurvivesRegionLoss { get; init; }

    /// <summary>Share of the instances that is up: what is planned is divided by it. 0..1.</summary>
    public double InstanceAvailability { get; init; } = 1;

    /// <summary>Share of the instances that a rolling update takes out at once, 0..1.</summary>
    public double SurgeShare { get; init; }

    /// <summary>Whether demand may go short where it cannot all be served; otherwise that is no plan.</summary>
    public bool MayFallShort { get; init; }

    /// <summary>Whether a region of users may be served from another country than their nearest site's (follow the sun).</summary>
    public bool ServesAcrossRegions { get; init; } = true;

    /// <summary>Whether own servers may go to another site that takes their kind; they serve nobody for a quarter.</summary>
    public bool MovesServers { get; init; } = true;

    /// <summary>Share of the time in which spot instances can be had; spot serves only what may wait.</summary>
    public double SpotAvailability { get; init; } = 0.9;

    /// <summary>Times per hour that a running spot instance is taken away, where its site says nothing. An assumption (docs/fleet-numbers.md).</summary>
    public double SpotInterruptionsPerHour { get; init; } = 0.1;

    /// <summary>From the loss of an instance until another one begins to load weights: found, booted, engine started. An assumption.</summary>
    public double RestartSeconds { get; init; } = 300;

    /// <summary>Most of the requests of a class that spot may serve, 0..1: a pool of spot instances goes as a whole.</summary>
    public double SpotShare { get; init; } = 1;

    /// <summary>Share of what terms still cost after the horizon that plans count: 0 where what stands then is used on as before, 1 where nobody needs it any more.</summary>
    public double OwedShare { get; init; }

    /// <summary>Capital that may be spent in one quarter; null for no limit.</summary>
    public double? CapitalUsdPerQuarter { get; init; }

    /// <summary>Cost of capital a year, 0..1.</summary>
    public double CostOfCapital { get; init; } = 0.1;

    /// <summary>Power of a server ÷ power of its accelerators, at least 1.</summary>
    public double ServerPowerFactor { get; init; } = 1.6;
}
