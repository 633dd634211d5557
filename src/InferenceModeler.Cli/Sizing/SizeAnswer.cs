using System.Diagnostics;
using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Sizing;

namespace InferenceModeler.Cli.Sizing;

/// <summary>What sizing found: a fleet, or the reasons why there is none.</summary>
sealed record SizeAnswer
{
    const int SweepLevels = 64;

    public required SizeInput Input { get; init; }
    public required int Deployments { get; init; }
    public required int Loads { get; init; }
    public required long Evaluations { get; init; }
    public required IReadOnlyList<LengthClass> Classes { get; init; }

    /// <summary>Ranked, best first; empty where nothing keeps the limits.</summary>
    public required IReadOnlyList<SizedDeployment> Ranked { get; init; }

    public required IReadOnlyList<Rejection> Rejected { get; init; }

    /// <summary>Device and seconds: facts of this run, not of the answer.</summary>
    public required string Device { get; init; }

    public required double EvaluationSeconds { get; init; }

    /// <summary>From the launch of the sweep, tables and compiling included, until a million operating points were evaluated; null where there are fewer.</summary>
    public double? FirstMillionSeconds { get; init; }

    /// <summary>Deployments that were simulated.</summary>
    public int Simulations { get; init; }

    /// <summary>Whether deployments were simulated and none of them keeps the limits: what is ranked then rests on the closed form, which knows no bursts.</summary>
    public bool HasMissedAll => Simulations > 0 && !Ranked.Any(s => s.Simulated is not null);

    /// <summary>0 where nothing was simulated.</summary>
    public double SimulationSeconds { get; init; }

    /// <summary>The least costly deployment that would undercut the chosen one if its price or its speed were better founded; null where there is none.</summary>
    public SizedDeployment? CheaperOnPaper => Ranked is [{ IsWellFounded: true } best, ..]
        ? Ranked.Where(s => !s.IsWellFounded && s.Fleet.UsdPerHour < best.Fleet.UsdPerHour).MinBy(s => s.Fleet.UsdPerHour)
        : null;

    public static SizeAnswer Of(SizeInput input, IComputeBackend backend, SimulateExtent extent, Progress progress, CancellationToken cancellation)
    {
        CandidateSet set = input.Candidates();
        IReadOnlyList<Candidate> candidates = Ranking.HoldingTheLongest(set, input.Question.Mix);
        SizeAnswer none = new()
        {
            Input = input,
            Deployments = 0,
            Loads = 0,
            Evaluations = 0,
            Classes = [],
            Ranked = [],
            Rejected = set.Rejections.Rejections,
            Device = backend.Device.ToString(),
            EvaluationSeconds = 0,
        };
        if (candidates.Count == 0) return none;

        PlannedDeployment[] plans = Plans.Of(candidates, input.Coefficients, cancellation);
        IReadOnlyList<int> loads = SweepLoads.Geometric(SweepLevels);
        progress.Total = (long)plans.Length * input.Shapes.Shapes.Count * loads.Count;
        long started = Stopwatch.GetTimestamp();
        FirstMillion first = new(progress);
        Sweep sweep = Sweep.Run(backend, plans, input.Shapes, loads, input.Question.Limits, first, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        IReadOnlyList<ReplicaCapacity> capacities = Capacities.Of(backend, plans, input.Question.Mix, input.Question.Limits, cancellation);
        SizeAnswer answer = none with
        {
            Deployments = plans.Length,
            Loads = sweep.Loads.Count,
            Evaluations = sweep.Evaluations,
            Classes = LengthClasses.Of(sweep),
            Ranked = Ranking.Of(input.Question, candidates, plans, capacities, set.Rejections),
            Rejected = set.Rejections.Rejections,
            EvaluationSeconds = seconds,
            FirstMillionSeconds = first.Seconds,
        };
        return answer.Simulated(extent, set.Rejections, progress, cancellation);
    }

    /// <summary>This answer with the simulated capacities of its best deployments in the place of the closed form's.</summary>
    SizeAnswer Simulated(SimulateExtent extent, RejectionLog rejections, Progress progress, CancellationToken cancellation)
    {
        if (extent == SimulateExtent.None || Ranked.Count == 0 || !CapacitySimulations.CanTell(Input.Question.Limits)) return this;
        long started = Stopwatch.GetTimestamp();
        void Tell(int done, int expected)
        {
            progress.Total = expected;
            progress.Report(done);
        }

        progress.Begin("simulating", SimulatedRanking.BestDeployments);
        SimulatedRanking ranking = SimulatedRanking.Of(Input.Question, Input.Workload, Ranked, extent == SimulateExtent.Full, rejections, Environment.ProcessorCount, Tell, cancellation);
        return this with { Ranked = ranking.Ranked, Rejected = rejections.Rejections, Simulations = ranking.Simulations, SimulationSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    /// <summary>What is listed: <see cref="Ranking.Distinct"/>.</summary>
    public IEnumerable<SizedDeployment> Distinct() => Ranking.Distinct(Ranked);
}
