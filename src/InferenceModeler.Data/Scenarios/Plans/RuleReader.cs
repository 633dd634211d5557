using InferenceModeler.Fleets;
using InferenceModeler.Sizing;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>Rules, caution and objective of a plan.</summary>
static class RuleReader
{
    const double SecondsPerDay = 86400;

    /// <summary>Once a minute: beyond it nothing is ever served.</summary>
    public const double MostInterruptionsPerHour = 60;

    public static FleetRules Rules(YamlSection rules)
    {
        rules.Only("zoneLoss", "siteLoss", "regionLoss", "failuresPerInstanceDay", "repair", "surge", "mayFallShort", "acrossRegions", "moveServers", "spotAvailability", "spotInterruptionsPerHour", "restart", "spotShare", "owedShare", "capitalUsdPerQuarter", "costOfCapital", "serverPowerFactor");
        FleetRules defaults = new();
        double failures = rules.Number("failuresPerInstanceDay", 0, 10, "failures per instance and day") ?? 0.0065, repair = rules.Seconds("repair") ?? SecondsPerDay / 2;
        return defaults with
        {
            SurvivesZoneLoss = rules.YesOrNo("zoneLoss") ?? defaults.SurvivesZoneLoss,
            SurvivesSiteLoss = rules.YesOrNo("siteLoss") ?? defaults.SurvivesSiteLoss,
            SurvivesRegionLoss = rules.YesOrNo("regionLoss") ?? defaults.SurvivesRegionLoss,
            InstanceAvailability = 1 / (1 + failures * repair / SecondsPerDay),
            SurgeShare = rules.Number("surge", 0, 0.5, "share of the instances") ?? 0.05,
            MayFallShort = rules.YesOrNo("mayFallShort") ?? defaults.MayFallShort,
            ServesAcrossRegions = rules.YesOrNo("acrossRegions") ?? defaults.ServesAcrossRegions,
            MovesServers = rules.YesOrNo("moveServers") ?? defaults.MovesServers,
            SpotAvailability = rules.Number("spotAvailability", 0.01, 1, "share of the time") ?? defaults.SpotAvailability,
            SpotInterruptionsPerHour = rules.Number("spotInterruptionsPerHour", 0, MostInterruptionsPerHour, "interruptions of an instance per hour") ?? defaults.SpotInterruptionsPerHour,
            RestartSeconds = rules.Seconds("restart") ?? defaults.RestartSeconds,
            OwedShare = rules.Number("owedShare", 0, 1, "share of what is owed after the horizon") ?? defaults.OwedShare,
            SpotShare = rules.Number("spotShare", 0, 1, "share of the requests") ?? defaults.SpotShare,
            CapitalUsdPerQuarter = rules.Positive("capitalUsdPerQuarter", SiteReader.MostUsd, "US dollars"),
            CostOfCapital = rules.Number("costOfCapital", 0, 1, "a year") ?? defaults.CostOfCapital,
            ServerPowerFactor = rules.Number("serverPowerFactor", 1, 5, "server power ÷ accelerator power") ?? defaults.ServerPowerFactor,
        };
    }

    public static CapacityRule Capacity(YamlSection capacity)
    {
        capacity.Only("simulate", "margin");
        return new(capacity.Choice<SimulateExtent>("simulate") ?? SimulateExtent.Best, capacity.Number("margin", 0, 0.9, "share of the capacity") ?? CapacityRule.PriorMargin);
    }

    public static FleetObjective Objective(YamlSection root)
    {
        if (!root.Has("objective")) return FleetObjective.Cost;
        YamlSection mix = root.Section("objective").Only("minimise", "usdPerTonne", "usdPerAcceleratorQuarter");
        FleetObjective chosen = (mix.Text("minimise") ?? "cost") switch
        {
            "cost" => FleetObjective.Cost,
            "carbon" => FleetObjective.Carbon,
            "accelerators" => FleetObjective.Accelerators,
            string other => throw mix.Wrong("minimise", $"'{other}': not one of cost, carbon, accelerators; {Names.NearestText(other, ["cost", "carbon", "accelerators"])}"),
        };
        string? weight = mix.Has("usdPerTonne") ? "usdPerTonne" : mix.Has("usdPerAcceleratorQuarter") ? "usdPerAcceleratorQuarter" : null;
        if (!chosen.IsCost && weight is not null)
            throw mix.Wrong(weight, $"is a price beside cost, and {mix.Text("minimise")} alone is minimised; leave it out, or write minimise: cost");
        return chosen with
        {
            UsdPerTonne = mix.Number("usdPerTonne", 0, 1e6, "US dollars per tonne of CO2") ?? chosen.UsdPerTonne,
            UsdPerAcceleratorQuarter = mix.Number("usdPerAcceleratorQuarter", 0, 1e9, "US dollars") ?? chosen.UsdPerAcceleratorQuarter,
        };
    }
}
