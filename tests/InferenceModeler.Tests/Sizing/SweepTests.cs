using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Sizing;

public class SweepTests
{
    static readonly RequestMix s_mix = new([new(new(300, 100), 0.5), new(new(1500, 200), 0.3), new(new(6000, 300), 0.2)]);

    static readonly ServiceLimits s_limits = new() { TtftSeconds = 0.8, TpotSeconds = 0.05, Percentile = 0.95 };

    static readonly Candidate[] s_candidates =
        [.. Llama70B.Candidates.Candidates.Where(c => c.Deployment.Accelerator.Id is "h100-sxm" or "mi300x" && c.Deployment.Engine is { Id: "vllm", MaxBatchedTokens: 8192 })];

    static readonly PlannedDeployment[] s_plans = Plans.Of(s_candidates, CoefficientFiles.Shipped());

    static IReadOnlyList<ReplicaCapacity> Capacity(ServiceLimits limits)
    {
        using HostBackend backend = new(1);
        return Capacities.Of(backend, s_plans, s_mix, limits, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_least_cost_of_a_shape_is_what_a_plain_loop_over_the_loads_finds()
    {
        using HostBackend backend = new(2);
        IReadOnlyList<int> loads = SweepLoads.Geometric(16);
        Sweep sweep = Sweep.Run(backend, s_plans, s_mix, loads, s_limits, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((long)s_plans.Length * 3 * 16, sweep.Evaluations);
        for (int plan = 0; plan < s_plans.Length; plan += 7)
            for (int shape = 0; shape < 3; shape++)
            {
                double? least = loads.Select(load => Cost(s_plans[plan], s_mix.Shapes[shape].Shape, load)).Min();
                double? swept = sweep.LeastUsdPerMillionOutputTokens(plan, shape);
                Assert.Equal(least is null, swept is null);
                // Floats of a closed form of some hundred operations.
                if (least is { } cost) Assert.Equal(cost, swept!.Value, 1e-4 * cost);
            }
    }

    static double? Cost(PlannedDeployment plan, RequestShape shape, int load)
    {
        OperatingPoint<Precise> point = ClosedLoop.Evaluate(in plan.Prepared, in plan.Limits, new(shape.PromptTokens), new(shape.OutputTokens), new(shape.CachedPromptTokens), new(load));
        bool kept = point.UnfitReason.Value == 0 && point.TtftSeconds.Value <= s_limits.TtftSeconds && point.TpotSeconds.Value <= s_limits.TpotSeconds;
        return kept ? point.UsdPerMillionOutputTokens.Value : null;
    }

    [Fact]
    public void Every_length_class_has_a_winner_that_no_other_accelerator_undercuts()
    {
        using HostBackend backend = new(2);
        Sweep sweep = Sweep.Run(backend, s_plans, s_mix, SweepLoads.Geometric(16), s_limits, cancellation: TestContext.Current.CancellationToken);
        IReadOnlyList<LengthClass> classes = LengthClasses.Of(sweep);
        Assert.Equal(3, classes.Count);
        Assert.Equal(1, classes.Sum(c => c.Share), 9);
        Assert.All(classes, c => Assert.True(c.Cheapest is not null && c.RunnerUp!.Accelerator.Id != c.Cheapest.Accelerator.Id && c.UsdPerMillionOutputTokens <= c.RunnerUpUsdPerMillionOutputTokens));
    }

    [Fact]
    public void Looser_limits_never_lower_the_capacity()
    {
        IReadOnlyList<ReplicaCapacity> tight = Capacity(s_limits), loose = Capacity(s_limits with { TtftSeconds = 1.6, TpotSeconds = 0.1 });
        Assert.Contains(tight, c => c.RequestsPerSecond > 0);
        Assert.All(tight.Zip(loose), pair => Assert.True(pair.Second.RequestsPerSecond >= pair.First.RequestsPerSecond * 0.999));
    }

    [Fact]
    public void At_capacity_no_limit_is_exceeded_and_the_binding_one_is_reached() =>
        Assert.All(Capacity(s_limits).Where(c => c.RequestsPerSecond > 0), c =>
        {
            Assert.True(c.TtftSeconds <= s_limits.TtftSeconds * 1.02 && c.TpotSeconds <= s_limits.TpotSeconds * 1.02, c.ToString());
            Assert.True(c.Bound > CapacityBound.Tpot || c.RequestsPerSecond > 0.849 * c.SaturatedRequestsPerSecond || c.TtftSeconds > 0.97 * s_limits.TtftSeconds || c.TpotSeconds > 0.97 * s_limits.TpotSeconds, c.ToString());
        });

    [Fact]
    public void An_end_to_end_limit_lowers_the_rate_or_rejects()
    {
        IReadOnlyList<ReplicaCapacity> without = Capacity(s_limits), with = Capacity(s_limits with { E2eSeconds = 6 });
        Assert.Contains(with.Zip(without), pair => pair.First.RequestsPerSecond > 0 && pair.First.RequestsPerSecond < pair.Second.RequestsPerSecond);
        Assert.All(with.Where(c => c.RequestsPerSecond > 0), c => Assert.True(c.E2eSeconds <= 6));
    }

    [Fact]
    public void What_misses_a_limit_at_every_rate_is_told_with_its_nearest_miss()
    {
        ServiceLimits impossible = s_limits with { TpotSeconds = 0.001 };
        RejectionLog log = new();
        IReadOnlyList<ReplicaCapacity> none = Capacity(impossible);
        Assert.All(none, c => Assert.True(c.RequestsPerSecond == 0, c.ToString()));
        Assert.Empty(Ranking.Of(Question(impossible), s_candidates, s_plans, none, log));
        Assert.Equal(s_candidates.Length, log.Rejections.Sum(r => r.Count));
        Assert.Contains("TPOT", log.Rejections.Single(r => r.Reason == RejectionReason.TpotMissed).NearestMiss);
    }

    [Theory]
    [InlineData(0.5000002, "less than 0.001 ms too long")]
    [InlineData(0.500004, "TTFT 500.004 ms nearly idle, 0.004 ms too long")]
    [InlineData(0.5013, "TTFT 501.3 ms nearly idle, 1.3 ms too long")]
    [InlineData(0.4, "which leaves no room for load")]
    public void A_near_miss_tells_its_figure_apart_from_the_limit(double ttftSeconds, string told)
    {
        RejectionLog log = new();
        Assert.True(Ranking.Missed(s_candidates[0], new(0, 1, ttftSeconds, 0.01, 1, 100, 100, CapacityBound.Unreachable), s_limits with { TtftSeconds = 0.5 }, log));
        Assert.Contains(told, log.Rejections.Single().NearestMiss);
    }

    [Fact]
    public void Deployments_are_ranked_by_the_cost_of_their_fleet_and_carry_the_peak()
    {
        IReadOnlyList<SizedDeployment> sized = Ranking.Of(Question(s_limits), s_candidates, s_plans, Capacity(s_limits), new());
        Assert.Equal(sized.OrderBy(s => !s.IsWellFounded).ThenBy(s => s.Fleet.UsdPerHour).Select(s => s.Fleet.UsdPerHour), sized.Select(s => s.Fleet.UsdPerHour));
        Assert.All(sized, s =>
        {
            Assert.True(s.Fleet.Replicas * s.Capacity.RequestsPerSecond >= 200);
            Assert.InRange(s.Utilisation, 0.01, 1);
            Assert.Equal(s.Fleet.UsdPerHour, s.UsdPerMillionOutputTokens / 1e6 * 100 * 3600 * s_mix.MeanOutputTokens, 1e-6 * s.Fleet.UsdPerHour);
            // Between rest and the limit of every accelerator, at the meter.
            double watts = s.Fleet.Accelerators * s.Deployment.Accelerator.PowerWatts / 1000;
            Assert.InRange(s.PeakKilowatts, 0.05 * watts, 2.5 * watts);
            Assert.True(s.KilowattHoursPerDay <= 24 * s.PeakKilowatts);
        });
    }

    [Fact]
    public void A_rate_no_fleet_could_serve_is_refused() =>
        Assert.Contains("needs more than 10,000,000 accelerators", Assert.Throws<InputException>(() =>
            Ranking.Of(Question(s_limits) with { PeakRequestsPerSecond = 1e12 }, s_candidates, s_plans, Capacity(s_limits), new())).Message);

    static SizingQuestion Question(ServiceLimits limits) => new()
    {
        Model = Llama70B.Model,
        Mix = s_mix,
        PeakRequestsPerSecond = 200,
        PeakToMean = 2,
        Limits = limits,
        Headroom = new() { InstanceAvailability = 0.997, SurgeShare = 0.05 },
        Facility = new(1.6, 1.25),
    };

    [Fact]
    public void Places_are_regions_with_or_without_provider_or_countries()
    {
        Assert.All(Places.Resolve(Llama70B.Catalog, ["aws"], ["SE", "us-east-1"]), r => Assert.True(r.Provider == "aws" && (r.Country == "SE" || r.Id == "us-east-1")));
        Assert.Contains("nearest", Assert.Throws<InputException>(() => Places.Resolve(Llama70B.Catalog, ["awz"], [])).Message);
        Assert.Contains("nearest", Assert.Throws<InputException>(() => Places.Resolve(Llama70B.Catalog, [], ["us-eest-1"])).Message);
        Assert.Contains("no region left", Assert.Throws<InputException>(() => Places.Resolve(Llama70B.Catalog, ["gcp"], ["us-east-1"])).Message);
    }
}
