using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>
/// Evaluates every deployment at every request shape and every load in a closed loop, and keeps of each deployment and shape the load of least cost whose mean
/// latencies are within the limits.
/// </summary>
/// <remarks>A closed loop has means, not percentiles: this stage compares accelerators by the length of requests; promises are kept by the capacity stage.</remarks>
public sealed class Sweep
{
    readonly BestPerGroup _best;
    readonly Grouping _grouping;

    Sweep(IReadOnlyList<PlannedDeployment> plans, IReadOnlyList<WeightedShape> shapes, IReadOnlyList<int> loads, BestPerGroup best, Grouping grouping)
    {
        (Plans, Shapes, Loads, _best, _grouping) = (plans, shapes, loads, best, grouping);
    }

    public IReadOnlyList<PlannedDeployment> Plans { get; }

    public IReadOnlyList<WeightedShape> Shapes { get; }

    /// <summary>Requests in flight.</summary>
    public IReadOnlyList<int> Loads { get; }

    /// <summary>Distinct (deployment, shape, load) combinations.</summary>
    public long Evaluations => (long)Plans.Count * Shapes.Count * Loads.Count;

    /// <summary>Least US dollars per million output tokens of a deployment at a shape; null where no load keeps the limits, or there is no price.</summary>
    public double? LeastUsdPerMillionOutputTokens(int plan, int shape)
    {
        Pick pick = _best[_grouping.Group(plan, shape)];
        return pick.IsNone || Plans[plan].UsdPerHour is null ? null : pick.Value;
    }

    public static Sweep Run(IComputeBackend backend, IReadOnlyList<PlannedDeployment> plans, RequestMix mix, IReadOnlyList<int> loads, ServiceLimits limits,
        IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        int shapes = mix.Shapes.Count, items = shapes * loads.Count;
        float[] rows = new float[plans.Count * SweepRow.Fields], table = new float[items * SweepInput.Count];
        for (int i = 0; i < plans.Count; i++) plans[i].WriteRow(rows.AsSpan(i * SweepRow.Fields, SweepRow.Fields));
        int[] shapeOf = new int[items];
        for (int item = 0; item < items; item++)
        {
            RequestShape shape = mix.Shapes[shapeOf[item] = item / loads.Count].Shape;
            table[SweepInput.PromptTokens * items + item] = shape.PromptTokens;
            table[SweepInput.OutputTokens * items + item] = shape.OutputTokens;
            table[SweepInput.CachedPromptTokens * items + item] = shape.CachedPromptTokens;
            table[SweepInput.Load * items + item] = loads[item % loads.Count];
        }
        Grouping grouping = new([.. Enumerable.Range(0, plans.Count)], shapeOf);
        Feasibility feasible = new(SweepOutput.UnfitReason,
            new Ceiling(SweepOutput.TtftSeconds, Most(limits.TtftSeconds)),
            new Ceiling(SweepOutput.TpotSeconds, Most(limits.TpotSeconds)),
            new Ceiling(SweepOutput.E2eSeconds, Most(limits.E2eSeconds)));
        BestPerGroup best = new(new Objective(SweepOutput.UsdPerMillionOutputTokens), grouping, feasible);
        backend.Reduce<SweepBody<ClosedLoopForm>, BestPerGroup>(WorkGrid.Of<SweepBody<ClosedLoopForm>>(rows, table, items), best, progress, cancellation);
        return new(plans, mix.Shapes, loads, best, grouping);
    }

    static float Most(double? limit) => (float)(limit ?? float.MaxValue);
}
