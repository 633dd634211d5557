using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>Places every deployment that keeps the limits and ranks them by what the fleet costs.</summary>
public static class Ranking
{
    const double HoursPerDay = 24;

    /// <summary>Drops the candidates whose memory cannot hold the longest request.</summary>
    public static IReadOnlyList<Candidate> HoldingTheLongest(CandidateSet set, RequestMix mix)
    {
        RequestShape longest = mix.Shapes.Select(s => s.Shape).MaxBy(s => s.PromptTokens + s.OutputTokens);
        int tokens = longest.PromptTokens + longest.OutputTokens;
        List<Candidate> holding = [];
        foreach (Candidate candidate in set.Candidates)
        {
            ReplicaLimits<Precise> limits = DeploymentLimits.Of(candidate.Deployment, candidate.Memory, null);
            double more = Replica.SequenceBytes(in limits, new Precise(tokens)).Value - candidate.Memory.KvBytes;
            if (more <= 0) holding.Add(candidate);
            else set.Rejections.Add(RejectionReason.RequestExceedsKvMemory, more, () => $"{candidate.Deployment} needs {Candidates.Shortfall(more)} more for a request of {tokens} tokens");
        }
        return holding;
    }

    /// <summary>
    /// Ranked by cost per hour, well-founded ones first, those of unknown cost behind by number of accelerators. What misses a limit at every rate is added to the
    /// rejections.
    /// </summary>
    /// <exception cref="InputException">Capacity is there, but the rate asks for more accelerators than exist.</exception>
    public static IReadOnlyList<SizedDeployment> Of(
        SizingQuestion question, IReadOnlyList<Candidate> candidates, IReadOnlyList<PlannedDeployment> plans, IReadOnlyList<ReplicaCapacity> capacities, RejectionLog rejections)
    {
        List<SizedDeployment> sized = [];
        bool tooLarge = false;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (Missed(candidates[i], capacities[i], question.Limits, rejections)) continue;
            FleetPlan? fleet = Placement.Cheapest(candidates[i], capacities[i].RequestsPerSecond, question.PeakRequestsPerSecond, question.Headroom);
            if (fleet is null) tooLarge = true;
            else if (question.Headroom.SurvivesZoneLoss && !fleet.SurvivesZoneLoss)
            {
                FleetEntry only = fleet.Entries[0];
                rejections.Add(RejectionReason.ZoneLossNotSurvived, fleet.UsdPerHour, () =>
                    $"{candidates[i].Deployment} at {fleet.UsdPerHour:0.00} $/h: only {only.Zone} sells {only.Offer.Instance.Name}; say headroom.zoneLoss: false to accept it");
            }
            else sized.Add(Sized(question, candidates[i], plans[i], capacities[i], fleet));
        }
        if (sized.Count == 0 && tooLarge)
            throw new InputException($"--rate {question.PeakRequestsPerSecond}: needs more than {Placement.MostAccelerators:N0} accelerators, more than were ever made; ask for a lower rate");
        return Ordered(sized);
    }

    /// <summary>
    /// Well-founded before others, then by cost per hour; what was not simulated never stands above the best that was, however cheap it looks.
    /// </summary>
    internal static IReadOnlyList<SizedDeployment> Ordered(IReadOnlyCollection<SizedDeployment> sized)
    {
        (bool, double) best = sized.Where(s => s.Simulated is not null).Select(Standing).DefaultIfEmpty().Min();
        (bool, double) Place(SizedDeployment s) => s.Simulated is null && Standing(s).CompareTo(best) < 0 ? best : Standing(s);
        return [.. sized
            .OrderBy(Place).ThenBy(s => s.Simulated is null).ThenBy(Standing)
            .ThenBy(s => s.Fleet.Accelerators).ThenBy(s => s.PeakKilowatts).ThenBy(s => s.Deployment.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Whether it is in doubt, and what it costs per hour: the less the better. An unknown cost is above all others.</summary>
    internal static (bool InDoubt, double UsdPerHour) Standing(SizedDeployment s) => (!s.IsWellFounded, s.HasPrice ? s.Fleet.UsdPerHour : double.MaxValue);

    /// <summary>The first of each accelerator, layout and precision: engines and step budgets that come behind their better are left out, and those not simulated behind one that was.</summary>
    public static IEnumerable<SizedDeployment> Distinct(IReadOnlyList<SizedDeployment> ranked)
    {
        HashSet<(string, Layout, Precision)> simulated = [.. ranked.Where(s => s.Simulated is not null).Select(Recipe)];
        return ranked.Where(s => s.Simulated is not null || !simulated.Contains(Recipe(s))).DistinctBy(Recipe);
    }

    static (string, Layout, Precision) Recipe(SizedDeployment s) => (s.Deployment.Accelerator.Id, s.Deployment.Layout, s.Deployment.Precision);

    /// <summary>Whether a capacity is none; then says which limit is missed by most.</summary>
    public static bool Missed(Candidate candidate, ReplicaCapacity capacity, ServiceLimits limits, RejectionLog rejections)
    {
        if (capacity.RequestsPerSecond > 0) return false;
        (RejectionReason Reason, string Name, double Seconds, double? Limit) worst = new (RejectionReason Reason, string Name, double Seconds, double? Limit)[]
        {
            (RejectionReason.TtftMissed, "TTFT", capacity.TtftSeconds, limits.TtftSeconds),
            (RejectionReason.TpotMissed, "TPOT", capacity.TpotSeconds, limits.TpotSeconds),
            (RejectionReason.E2eMissed, "end-to-end time", capacity.E2eSeconds, limits.E2eSeconds),
        }.MaxBy(l => l.Limit is { } limit ? l.Seconds / limit : 0);
        double ratio = worst.Seconds / worst.Limit ?? double.PositiveInfinity;
        rejections.Add(worst.Reason, ratio, () => $"{candidate.Deployment}: {worst.Name} {worst.Seconds * 1000:0.0##} ms nearly idle, "
            + (ratio > 1 ? $"{TooLong(worst.Seconds - worst.Limit!.Value)} too long" : "which leaves no room for load"));
        return true;
    }

    static string TooLong(double seconds) => seconds < 1e-6 ? "less than 0.001 ms" : $"{seconds * 1000:0.0##} ms";

    internal static SizedDeployment Sized(SizingQuestion question, Candidate candidate, PlannedDeployment plan, ReplicaCapacity capacity, FleetPlan fleet)
    {
        double tokensPerHour = question.MeanRequestsPerSecond * 3600;
        return new()
        {
            Candidate = candidate,
            Plan = plan,
            Capacity = capacity,
            Fleet = fleet,
            PeakKilowatts = Kilowatts(question, plan, capacity, fleet, question.PeakRequestsPerSecond),
            KilowattHoursPerDay = HoursPerDay * Kilowatts(question, plan, capacity, fleet, question.MeanRequestsPerSecond),
            Utilisation = question.MeanRequestsPerSecond / (fleet.Replicas * capacity.RequestsPerSecond),
            UsdPerMillionOutputTokens = fleet.UsdPerHour / (tokensPerHour * question.Mix.MeanOutputTokens) * 1e6,
            UsdPerMillionTokens = fleet.UsdPerHour / (tokensPerHour * (question.Mix.MeanOutputTokens + question.Mix.MeanPromptTokens)) * 1e6,
        };
    }

    // Every replica has its even share of the rate. Accelerators that no replica uses rest.
    static double Kilowatts(SizingQuestion question, PlannedDeployment plan, ReplicaCapacity capacity, FleetPlan fleet, double requestsPerSecond)
    {
        int perReplica = plan.Deployment.Layout.Accelerators;
        double idle = plan.Prepared.IdleWatts.Value;
        double load = Math.Min(1, requestsPerSecond / (fleet.Replicas * capacity.RequestsPerSecond));
        double replicaWatts = Math.Max(perReplica * idle, capacity.WattsAt(load));
        return fleet.Entries.Sum(e =>
            (e.Replicas * replicaWatts + (e.AcceleratorsInInstances - e.Replicas * perReplica) * idle)
            * question.Facility.ServerPowerFactor * (e.Offer.Region.Pue ?? question.Facility.Pue)) / 1000;
    }
}
