using InferenceModeler.Models;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sizing;

/// <summary>Chooses which deployments to simulate, one learning from the other, and ranks all by what was found.</summary>
/// <remarks>
/// <para>The lower end of the 95% interval of the simulated capacity is the rate of a replica (with an end-to-end limit the closed form's rate stays an upper
/// bound), its latencies are those simulated at that rate, and the fleet is placed anew for it. What the closed form misjudges it misjudges alike for the variants of a
/// layout, and much alike for the layouts of an accelerator: a deployment that was not simulated takes over the gap of its nearest simulated relative.</para>
/// <para>First comes the best of each of the three best accelerators; then, one by one, what may be cheaper than the cheapest that was simulated: by its layout's gap, or, of a
/// layout not yet seen, by the closed form as it is. It ends where nothing may be (after five at least, to compare with), and in any case after fifteen. One that keeps the limits at no rate is rejected, and with it those of its layout that the closed form
/// says carry no more.</para>
/// </remarks>
public sealed class SimulatedRanking
{
    /// <summary>Enough where nothing else looks cheaper.</summary>
    public const int BestDeployments = 5;

    const int BestAccelerators = 3, MostDeployments = 15;

    /// <param name="ClosedForm">As the closed form had it.</param>
    /// <param name="Share">The rate that counts ÷ the closed form's; at least the share below which a rate is none, at most 1.</param>
    /// <param name="Sized">As simulated; null where no rate keeps the limits.</param>
    sealed record Trial(SizedDeployment ClosedForm, double Share, SizedDeployment? Sized);

    readonly SizingQuestion _question;
    readonly RejectionLog _rejections;
    readonly List<SizedDeployment> _untried;
    readonly List<Trial> _trials = [];

    SimulatedRanking(SizingQuestion question, IReadOnlyList<SizedDeployment> ranked, RejectionLog rejections) => (_question, _untried, _rejections) = (question, [.. ranked], rejections);

    /// <summary>Best first; by the closed form alone where none of those simulated keeps the limits.</summary>
    public IReadOnlyList<SizedDeployment> Ranked { get; private set; } = [];

    /// <summary>How many were simulated.</summary>
    public int Simulations => _trials.Count;

    /// <summary>Simulates the best of <paramref name="ranked"/> and ranks anew.</summary>
    /// <param name="question">The traffic and the limits, of which <see cref="CapacitySimulations.CanTell"/> can tell.</param>
    /// <param name="workload">What arrives, with its own bursts.</param>
    /// <param name="ranked">By the closed form, best first.</param>
    /// <param name="isFull">Whether every one of <see cref="Ranking.Distinct"/> is simulated.</param>
    /// <param name="rejections">Receives those that keep the limits at no rate.</param>
    /// <param name="threads">The answer does not depend on it.</param>
    /// <param name="progress">Told how many are done, and of how many as far as known; from any thread.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static SimulatedRanking Of(SizingQuestion question, Workload workload, IReadOnlyList<SizedDeployment> ranked, bool isFull, RejectionLog rejections, int threads,
        Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        SimulatedRanking ranking = new(question, ranked, rejections);
        IReadOnlyList<SizedDeployment> chosen = isFull ? [.. Ranking.Distinct(ranked)] : [.. ranked.DistinctBy(s => s.Deployment.Accelerator.Id).Take(BestAccelerators)];
        int most = isFull ? int.MaxValue : MostDeployments, done = 0;
        while (chosen.Count > 0)
        {
            int expected = Math.Max(isFull ? chosen.Count : Math.Min(BestDeployments, ranked.Count), ranking._trials.Count + chosen.Count);
            SimulatedReplica[] found = new SimulatedReplica[chosen.Count];
            AtOnce(chosen.Count, i =>
            {
                found[i] = CapacitySimulations.Simulate(question, workload, chosen[i], threads, cancellation);
                progress?.Invoke(Interlocked.Increment(ref done), expected);
            }, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation });
            for (int i = 0; i < chosen.Count; i++) ranking.Learn(chosen[i], found[i]);
            chosen = ranking.Simulations < most && ranking.Next() is { } next ? [next] : [];
        }
        ranking.Ranked = ranking.Order();
        return ranking;
    }

    static void AtOnce(int count, Action<int> simulate, ParallelOptions options)
    {
        try
        {
            Parallel.For(0, count, options, simulate);
        }
        catch (AggregateException failures)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    void Learn(SizedDeployment before, SimulatedReplica found)
    {
        _untried.RemoveAll(s => ReferenceEquals(s, before));
        double closedForm = before.Capacity.RequestsPerSecond, rate = CapacitySimulations.Counting(_question, before, found.RequestsPerSecond);
        SizedDeployment? sized = rate > 0 ? At(before, rate) : null;
        _trials.Add(new(before, Math.Clamp(rate / closedForm, CapacitySimulations.LeastShare, 1), sized is null ? null : sized with { Simulated = found }));
        if (sized is not null) return;
        Reject(before, "none when simulated");
        foreach (SizedDeployment alike in _untried.Where(s => IsOfLayout(s.Deployment, before.Deployment) && s.Capacity.RequestsPerSecond <= closedForm).ToArray())
        {
            _untried.RemoveAll(s => ReferenceEquals(s, alike));
            Reject(alike, $"as {before.Deployment}, which carries none when simulated");
        }
    }

    void Reject(SizedDeployment missed, string why) =>
        _rejections.Add(RejectionReason.MissedWhenSimulated, 0, () => $"{missed.Deployment}: {missed.Capacity.RequestsPerSecond:0.##} requests/s by the closed form, {why}");

    // Of those that may be cheaper than what was simulated, and else, until enough are simulated, of the layouts not yet seen: the one that is expected to be cheapest.
    SizedDeployment? Next()
    {
        (bool, double)? best = Best;
        SizedDeployment? next = best is { } than ? Cheapest(_untried.TakeWhile(s => Ranking.Standing(s).CompareTo(than) < 0), (s, estimate) => MayBeCheaper(s, estimate, than)) : null;
        return next ?? (best is null || Simulations < BestDeployments ? Cheapest(_untried, (s, _) => !IsSeen(s)) : null);
    }

    (bool InDoubt, double UsdPerHour)? Best => _trials.Where(t => t.Sized is not null).Select(t => ((bool, double)?)Ranking.Standing(t.Sized!)).Min();

    // A layout's gap is known from any of its variants; another layout may have a smaller one, and at best none.
    bool MayBeCheaper(SizedDeployment untried, SizedDeployment estimate, (bool, double) best) => Ranking.Standing(IsSeen(untried) ? estimate : untried).CompareTo(best) < 0;

    bool IsSeen(SizedDeployment untried) => _trials.Any(t => IsOfLayout(t.ClosedForm.Deployment, untried.Deployment));

    SizedDeployment? Cheapest(IEnumerable<SizedDeployment> among, Func<SizedDeployment, SizedDeployment, bool> isWanted)
    {
        SizedDeployment? cheapest = null;
        (bool, double) least = default;
        foreach (SizedDeployment s in among)
        {
            // No estimate is cheaper than the closed form, whose order this is.
            if (cheapest is not null && Ranking.Standing(s).CompareTo(least) >= 0) break;
            if (Estimated(s) is not { } estimate || !isWanted(s, estimate)) continue;
            (bool, double) standing = Ranking.Standing(estimate);
            if (cheapest is null || standing.CompareTo(least) < 0) (cheapest, least) = (s, standing);
        }
        return cheapest;
    }

    IReadOnlyList<SizedDeployment> Order()
    {
        if (Best is not { } best) return _untried;
        List<SizedDeployment> all = [.. _trials.Select(t => t.Sized).OfType<SizedDeployment>()];
        foreach (SizedDeployment s in _untried)
        {
            if (Estimated(s) is { } estimate) all.Add(estimate with { MayBeCheaper = MayBeCheaper(s, estimate, best) });
            else Reject(s, "less than any fleet can make up for by the gap of its nearest simulated relative");
        }
        return Ranking.Ordered(all);
    }

    // At the closed form's rate less the gap of the nearest simulated relative; as it was where no other of its accelerator was simulated.
    SizedDeployment? Estimated(SizedDeployment untried)
    {
        Trial? relative = _trials.Where(t => t.ClosedForm.Deployment.Accelerator.Id == untried.Deployment.Accelerator.Id).MinBy(t => Distance(t.ClosedForm.Deployment, untried.Deployment));
        if (relative is null) return untried;
        return At(untried, relative.Share * untried.Capacity.RequestsPerSecond) is { } sized ? sized with { Relative = relative.ClosedForm.Deployment } : null;
    }

    // Layouts count for more than precisions, those for more than engines. Of equally near ones the first that was simulated is taken.
    static (bool, double, bool, bool) Distance(Deployment one, Deployment other) => (
        one.Layout != other.Layout,
        Math.Abs(Math.Log2((double)one.Layout.Tensor / other.Layout.Tensor)) + Math.Abs(Math.Log2((double)one.Layout.Accelerators / other.Layout.Accelerators)),
        one.Precision != other.Precision,
        one.Engine.Id != other.Engine.Id);

    static bool IsOfLayout(Deployment one, Deployment other) => one.Accelerator.Id == other.Accelerator.Id && one.Layout == other.Layout;

    // Null where no fleet can be placed.
    SizedDeployment? At(SizedDeployment before, double rate) => Placement.Cheapest(before.Candidate, rate, _question.PeakRequestsPerSecond, _question.Headroom) is { } fleet
        ? Ranking.Sized(_question, before.Candidate, before.Plan, before.Capacity with { RequestsPerSecond = rate }, fleet) with { ClosedFormRequestsPerSecond = before.Capacity.RequestsPerSecond }
        : null;
}
