using InferenceModeler.Cli.Output;
using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Sizing;

/// <summary>One thing that keeps the fleet from being smaller.</summary>
sealed record Binding(string Name, string Detail);

/// <summary>Tells what binds the chosen fleet.</summary>
static class Bindings
{
    public static IReadOnlyList<Binding> Of(SizingQuestion question, SizedDeployment chosen)
    {
        string percentile = Format.Percentile(question.Limits.Percentile), rate = chosen.ClosedFormRequestsPerSecond is { } closed
            ? $"{Format.Number(closed)} requests/s per replica by the closed form"
            : $"{Format.Number(chosen.Capacity.RequestsPerSecond)} requests/s per replica";
        FleetPlan fleet = chosen.Fleet;
        string spare = $"{Quantities.Count(fleet.ReplicasNeeded, "replica")} carr{(fleet.ReplicasNeeded == 1 ? "ies" : "y")} the peak, {Format.Count(fleet.Replicas)} stand{(fleet.Replicas == 1 ? "s" : "")} ready";
        List<Binding> bindings =
        [
            chosen.Capacity.Bound switch
            {
                CapacityBound.Ttft => new("ttft", $"TTFT {percentile} reaches {Format.Seconds(chosen.Capacity.TtftSeconds)} at {rate}"),
                CapacityBound.Tpot => new("tpot", $"TPOT {percentile} reaches {Format.Seconds(chosen.Capacity.TpotSeconds)} at {rate}"),
                CapacityBound.Sequences => new("sequences", $"the engine's sequence slots at {rate}"),
                CapacityBound.KvMemory => new("kv-memory", $"memory for keys and values at {rate}"),
                _ => new("token-budget", $"prompts and decodes fill the steps at {rate}"),
            },
            fleet.Headroom switch
            {
                HeadroomCause.ZoneLoss => new("zone-loss", $"{spare} so that any one of {Quantities.Count(fleet.Entries.Count, "zone")} may be lost"),
                HeadroomCause.FailedReplicas => new("failed-replicas", $"{spare} so that enough are up with probability {100 * question.Headroom.AvailabilityTarget:0.#####}%"),
                HeadroomCause.RollingUpdate => new("rolling-update", $"{spare} so that a rolling update may go on at the peak"),
                _ => new("whole-instances", $"{spare}: whole instances hold more than any headroom asks for"),
            },
        ];
        if (chosen.Simulated?.RequestsPerSecond is { } simulated)
            bindings.Insert(0, new("simulation", $"simulated, a replica keeps the limits up to {Format.Number(simulated.Value)} requests/s ({Format.Number(simulated.Low)} to {Format.Number(simulated.High)}); the lower end counts"));
        if (fleet.IdleAccelerators > 0) bindings.Add(new("packing", $"{Format.Count(fleet.IdleAccelerators)} of {Quantities.Count(fleet.Accelerators, "accelerator")} {(fleet.IdleAccelerators == 1 ? "is" : "are")} left over in whole instances"));
        foreach (string doubt in fleet.Entries.Select(e => e.Offer.Price?.Doubt ?? "no price is known").Where(d => d.Length > 0).Distinct()) bindings.Add(new("price", $"the price is {(chosen.IsPriceAssumed ? "" : "in doubt: ")}{doubt}"));
        return bindings;
    }
}
