using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Problems;

/// <summary>A scenario as numbers: what the optimiser, the replay and the worlds work on. Indices refer to the lists here.</summary>
public sealed record PlanProblem
{
    const double SecondsPerHour = 3600;

    public required string Name { get; init; }
    public required Quarter First { get; init; }
    public required int Quarters { get; init; }
    public required IReadOnlyList<TypicalHour> Hours { get; init; }
    public required IReadOnlyList<PlanDemand> Demands { get; init; }
    public required IReadOnlyList<PlanSite> Sites { get; init; }
    public required IReadOnlyList<PlanDeployment> Deployments { get; init; }
    public required IReadOnlyList<PlanOffer> Offers { get; init; }
    public IReadOnlyList<PlanTraining> Training { get; init; } = [];
    public IReadOnlyList<PlanSpend> MinimumSpends { get; init; } = [];
    public required FleetRules Rules { get; init; }
    public required FleetObjective Objective { get; init; }

    /// <summary>Requests per second of a demand at a typical hour.</summary>
    public double Rate(int demand, int quarter, int hour) => Demands[demand].WeekRates[quarter, Hours[hour].HourOfWeek];

    /// <summary>Whether a deployment can stand at a site: something there holds it.</summary>
    public bool CanStand(int deployment, int site) => Offers.Any(o => o.Site == site && o.Instance == Deployments[deployment].Instance);

    /// <summary>Facility power of a unit that runs at a site, beyond idling, whatever it serves.</summary>
    public double RunningKilowatts(int site, int deployment) => Deployments[deployment].RunningKilowatts * Sites[site].Pue;

    /// <summary>Carbon of a kilowatt that a site draws all through a quarter.</summary>
    public double CarbonKgPerKilowatt(int site) => Sites[site].CarbonKgPerKwh.Zip(Hours, (kg, hour) => kg * hour.HoursPerQuarter).Sum();

    /// <summary>What a deployment pays at a site for energy beyond idling.</summary>
    public double ElectricityUsdPerKwh(int site, int deployment) => Deployments[deployment].RentIncludesElectricity ? 0 : Sites[site].ElectricityUsdPerKwh;

    /// <summary>Facility power of an accelerator that a job trains on, beyond what its unit draws anyway.</summary>
    public double TrainingKilowatts(int job, int site, int deployment)
    {
        PlanOffer offer = Offers.First(o => o.Site == site && o.Instance == Deployments[deployment].Instance);
        return Math.Max(0, (Training[job].PowerShare * offer.Kilowatts - offer.IdleKilowatts) / offer.Accelerators - RunningKilowatts(site, deployment) / Deployments[deployment].AcceleratorsPerUnit);
    }

    /// <summary>Zones of a site over which the units of a deployment are spread.</summary>
    public int Zones(int site, int deployment) => Sites[site].ZonesOf.GetValueOrDefault(Deployments[deployment].Instance, Sites[site].Zones);

    /// <summary>
    /// Share of a firm fleet that carries the load: what is up during a rolling update, and what is left of it without a zone. The larger need counts, never their sum.
    /// </summary>
    public double FirmShare(int site, int deployment) =>
        Math.Min(UpShare, Rules.SurvivesZoneLoss ? 1 - 1.0 / Zones(site, deployment) : 1);

    /// <summary>Share of units on spot that serves: what can be had, less restarts and what is done again. Updates count where they take more.</summary>
    public double SpotUpShare(int site, int deployment)
    {
        PlanDeployment unit = Deployments[deployment];
        double lost = Sites[site].SpotInterruptionsPerHour * unit.InstancesPerUnit * unit.SecondsPerInterruption / SecondsPerHour;
        return Math.Min(UpShare, Rules.SpotAvailability / (1 + lost));
    }

    /// <summary>Share of instances that is up and not being updated.</summary>
    public double UpShare => Rules.InstanceAvailability * (1 - Rules.SurgeShare);
}
