using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>Finds the capacity of many deployments under the limits, deployments along the lanes.</summary>
/// <remarks>
/// The end-to-end limit is kept by the lengths of the mix at mean latencies (lengths make most of its spread): where it is missed at the capacity of the other
/// limits, the rate is lowered in steps of a sixteenth.
/// </remarks>
public static class Capacities
{
    const int E2eSteps = 16;

    // Above this share of saturation the open loop's percentiles are not trusted; where it caps the rate, the latencies shown are those above it.
    const double HighestShare = 0.85;
    const double NoLimitSeconds = 1e6, LeastRequestsPerSecond = 1e-6;
    const double Slack = 1.05;

    /// <exception cref="ArgumentException">The mix has more shapes than <see cref="MixRow.MostCells"/>.</exception>
    public static IReadOnlyList<ReplicaCapacity> Of(IComputeBackend backend, IReadOnlyList<PlannedDeployment> plans, RequestMix mix, ServiceLimits limits, CancellationToken cancellation = default)
    {
        if (plans.Count == 0) return [];
        float[] row = new float[MixRow.Fields];
        MixRow.Write(mix, limits.Percentile, limits.TtftSeconds ?? NoLimitSeconds, limits.TpotSeconds ?? NoLimitSeconds, row);
        WorkGrid grid = WorkGrid.Of<CapacityBody>(row, Columns(plans, 1, CapacityBody.ItemFields), plans.Count);
        float[] outputs = new float[grid.OutputLength(CapacityBody.Outputs)];
        backend.Map<CapacityBody>(grid, outputs, cancellation);
        int longOutput = OutputAt(mix, limits.Percentile);
        ReplicaCapacity[] capacities = new ReplicaCapacity[plans.Count];
        for (int i = 0; i < plans.Count; i++)
        {
            ReplicaCapacity at = Read(grid, outputs, i, longOutput, (CapacityBound)(int)outputs[grid.OutputIndex(CapacityBody.Bound, 0, i)]);
            // The search ends at a secant; where its own operating point is not within the limits, no rate is.
            bool kept = at.TtftSeconds <= Slack * (limits.TtftSeconds ?? NoLimitSeconds) && at.TpotSeconds <= Slack * (limits.TpotSeconds ?? NoLimitSeconds);
            capacities[i] = at.Bound == CapacityBound.Unreachable || !kept ? at with { RequestsPerSecond = 0, Bound = CapacityBound.Unreachable } : at;
        }
        if (limits.E2eSeconds is { } most && capacities.Any(c => c.E2eSeconds > most)) LowerToE2e(backend, plans, row, capacities, most, longOutput, cancellation);
        double[] part = PowerWatts(backend, plans, row, capacities, cancellation);
        return [.. capacities.Select((c, i) => c with { PartPowerWatts = Math.Min(part[i], c.PowerWatts) })];
    }

    // At a part of the rate.
    static double[] PowerWatts(IComputeBackend backend, IReadOnlyList<PlannedDeployment> plans, float[] row, ReplicaCapacity[] capacities, CancellationToken cancellation)
    {
        float[] columns = Columns(plans, 1, OpenLoopBody.ItemFields);
        for (int i = 0; i < plans.Count; i++) columns[SweepRow.Fields * plans.Count + i] = (float)(Math.Max(capacities[i].RequestsPerSecond, LeastRequestsPerSecond) * ReplicaCapacity.PartLoad);
        WorkGrid grid = WorkGrid.Of<OpenLoopBody>(row, columns, plans.Count);
        float[] outputs = new float[grid.OutputLength(OpenLoopBody.Outputs)];
        backend.Map<OpenLoopBody>(grid, outputs, cancellation);
        return [.. Enumerable.Range(0, plans.Count).Select(i => (double)outputs[grid.OutputIndex(OpenLoopOutput.PowerWatts, 0, i)])];
    }

    static void LowerToE2e(IComputeBackend backend, IReadOnlyList<PlannedDeployment> plans, float[] row, ReplicaCapacity[] capacities, double most, int longOutput, CancellationToken cancellation)
    {
        int items = plans.Count * E2eSteps;
        float[] columns = Columns(plans, E2eSteps, OpenLoopBody.ItemFields);
        for (int item = 0; item < items; item++)
            columns[SweepRow.Fields * items + item] = (float)(Math.Max(capacities[item / E2eSteps].RequestsPerSecond, LeastRequestsPerSecond) * (item % E2eSteps + 1) / E2eSteps);
        WorkGrid grid = WorkGrid.Of<OpenLoopBody>(row, columns, items);
        float[] outputs = new float[grid.OutputLength(OpenLoopBody.Outputs)];
        backend.Map<OpenLoopBody>(grid, outputs, cancellation);
        for (int i = 0; i < plans.Count; i++)
        {
            if (!(capacities[i].E2eSeconds > most) || capacities[i].RequestsPerSecond == 0) continue;
            ReplicaCapacity[] tried = [.. Enumerable.Range(0, E2eSteps).Select(step => Read(grid, outputs, i * E2eSteps + step, longOutput, capacities[i].Bound))];
            capacities[i] = tried.LastOrDefault(c => c.E2eSeconds <= most) ?? tried[0] with { RequestsPerSecond = 0, Bound = CapacityBound.Unreachable };
        }
    }

    static ReplicaCapacity Read(WorkGrid grid, float[] outputs, int item, int longOutput, CapacityBound bound)
    {
        double At(int column) => outputs[grid.OutputIndex(column, 0, item)];
        double rate = Math.Min(At(OpenLoopOutput.RequestsPerSecond), HighestShare * At(OpenLoopOutput.SaturatedRequestsPerSecond));
        return new(rate, At(OpenLoopOutput.SaturatedRequestsPerSecond), At(OpenLoopOutput.TtftSeconds), At(OpenLoopOutput.TpotSeconds),
            At(OpenLoopOutput.TtftMeanSeconds) + (longOutput - 1) * At(OpenLoopOutput.TpotMeanSeconds), At(OpenLoopOutput.PowerWatts), At(OpenLoopOutput.PowerWatts), bound);
    }

    // Rows turned into columns, each deployment repeated.
    static float[] Columns(IReadOnlyList<PlannedDeployment> plans, int repeats, int fields)
    {
        int items = plans.Count * repeats;
        float[] columns = new float[items * fields], one = new float[SweepRow.Fields];
        for (int plan = 0; plan < plans.Count; plan++)
        {
            plans[plan].WriteRow(one);
            for (int field = 0; field < one.Length; field++) columns.AsSpan(field * items + plan * repeats, repeats).Fill(one[field]);
        }
        return columns;
    }

    static int OutputAt(RequestMix mix, double percentile)
    {
        double below = 0;
        WeightedShape[] ascending = [.. mix.Shapes.OrderBy(s => s.Shape.OutputTokens)];
        foreach (WeightedShape shape in ascending)
            if ((below += shape.Share) >= percentile) return shape.Shape.OutputTokens;
        return ascending[^1].Shape.OutputTokens;
    }
}
