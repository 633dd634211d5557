namespace InferenceModeler.Sizing;

/// <summary>
/// Places one deployment for one class of traffic: exact enumeration over instance types and numbers of zones. One fleet uses one instance type of one
/// provider; the zones with the lowest price are used first, and no zone holds more than the headroom allows to lose.
/// </summary>
public static class Placement
{
    /// <summary>A fleet of more accelerators than this is a slip of the pen: about what all makers have shipped so far (Epoch AI: some ten million H100 equivalents by 2025).</summary>
    public const double MostAccelerators = 1e7;

    /// <summary>The cheapest fleet (of fewest accelerators where no price is known) that carries <paramref name="requestsPerSecond"/>.</summary>
    /// <param name="candidate">What is placed.</param>
    /// <param name="capacityPerReplica">Requests per second of one replica within the limits, greater than 0.</param>
    /// <param name="requestsPerSecond">Mean rate of the peak hour.</param>
    /// <param name="headroom">What must be survived.</param>
    /// <returns>Null where more than <see cref="MostAccelerators"/> are needed.</returns>
    public static FleetPlan? Cheapest(Candidate candidate, double capacityPerReplica, double requestsPerSecond, HeadroomPolicy headroom)
    {
        double needed = Math.Ceiling(requestsPerSecond / capacityPerReplica - 1e-9);
        if (!(needed * candidate.Deployment.Layout.Accelerators <= MostAccelerators)) return null;
        FleetPlan? best = null;
        foreach (var type in candidate.Offers.GroupBy(o => (o.Offer.Instance.Provider, o.Offer.Instance.Name)))
        {
            List<(InstanceOffer Offer, string Zone)> sites = [.. type
                .SelectMany(o => o.Offer.Zones.Select(zone => (o.Offer, zone)))
                .OrderBy(s => double.IsFinite(s.Offer.UsdPerHour) ? s.Offer.UsdPerHour : double.MaxValue)
                .ThenBy(s => s.Offer.Region.Id, StringComparer.Ordinal).ThenBy(s => s.zone, StringComparer.Ordinal)];
            FleetPlan plan = CheapestOfType(candidate.Deployment, type.First().Packing, sites, Math.Max(1, (int)needed), headroom);
            if (best is null || IsBetter(plan, best)) best = plan;
        }
        return best;
    }

    static FleetPlan CheapestOfType(Deployment deployment, Packing packing, List<(InstanceOffer Offer, string Zone)> sites, int needed, HeadroomPolicy headroom)
    {
        double availability = Math.Pow(headroom.InstanceAvailability, packing.InstancesPerUnit);
        int neededUnits = Units(needed, packing);
        int failureUnits = Units(Headroom.Binomial(needed, availability, headroom.AvailabilityTarget), packing);
        int updateUnits = Units(Headroom.RollingUpdate(needed, headroom.SurgeShare), packing);
        int atLeast = Math.Max(neededUnits, Math.Max(failureUnits, updateUnits));
        HeadroomCause cause = atLeast == neededUnits ? HeadroomCause.WholeInstances : failureUnits >= updateUnits ? HeadroomCause.FailedReplicas : HeadroomCause.RollingUpdate;

        FleetPlan Fill(int perZone, int total, HeadroomCause why, bool survives)
        {
            List<FleetEntry> entries = [];
            foreach ((InstanceOffer offer, string zone) in sites)
            {
                int units = Math.Min(perZone, total);
                entries.Add(new(offer, zone, deployment, units * packing.ReplicasPerUnit, units * packing.InstancesPerUnit));
                total -= units;
                if (total == 0) break;
            }
            return new() { Entries = entries, ReplicasNeeded = needed, Headroom = why, SurvivesZoneLoss = survives };
        }

        if (!headroom.SurvivesZoneLoss || Math.Min(sites.Count, headroom.MostZones) < 2) return Fill(atLeast, atLeast, cause, survives: false);
        FleetPlan? best = null;
        for (int zones = 2; zones <= Math.Min(sites.Count, headroom.MostZones); zones++)
        {
            int perZone = Math.Max((neededUnits + zones - 2) / (zones - 1), (atLeast + zones - 1) / zones);
            int total = Math.Max(neededUnits + perZone, atLeast);
            FleetPlan plan = Fill(perZone, total, neededUnits + perZone >= atLeast ? HeadroomCause.ZoneLoss : cause, survives: true);
            if (best is null || IsBetter(plan, best)) best = plan;
        }
        return best!;
    }

    static int Units(int replicas, Packing packing) => (replicas + packing.ReplicasPerUnit - 1) / packing.ReplicasPerUnit;

    static bool IsBetter(FleetPlan plan, FleetPlan than)
    {
        if (plan.SurvivesZoneLoss != than.SurvivesZoneLoss) return plan.SurvivesZoneLoss;
        (double cost, double other) = (plan.UsdPerHour, than.UsdPerHour);
        if (double.IsFinite(cost) && double.IsFinite(other)) return cost < other;
        return double.IsFinite(cost) || (!double.IsFinite(other) && plan.Accelerators < than.Accelerators);
    }
}
