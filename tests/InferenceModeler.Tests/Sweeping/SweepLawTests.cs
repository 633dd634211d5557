using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Numerics;
using InferenceModeler.Sweeping;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Sweeping;

public class SweepLawTests
{
    static readonly SweepSpace s_space = SmallSweep.Space();

    public static TheoryData<SweepObjective, SweepMode> Questions => new()
    {
        { SweepObjective.Throughput, SweepMode.Closed }, { SweepObjective.Throughput, SweepMode.Static }, { SweepObjective.Throughput, SweepMode.Offline },
        { SweepObjective.Price, SweepMode.Closed }, { SweepObjective.Price, SweepMode.Static }, { SweepObjective.Price, SweepMode.Offline },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_front_is_that_of_brute_force(SweepObjective objective, SweepMode mode)
    {
        SweepSettings settings = new() { Mode = mode, Objective = objective };
        List<(int, long)> expected = [];
        foreach (IGrouping<long, SweepPoint> group in SmallSweep.All(s_space, settings).GroupBy(p => s_space.GroupOf(p.Row, p.Item)))
        {
            SweepPoint[] points = [.. group.Where(p => objective != SweepObjective.Price || p.UsdPerMillionOutputTokens >= 0)];
            double[] losses = [.. points.Select(p => SmallSweep.Loss(s_space, objective, p))];
            for (int i = 0; i < points.Length; i++)
                if (!Enumerable.Range(0, points.Length).Any(j => Beats(points[j], losses[j], points[i], losses[i]))) expected.Add((points[i].Row, points[i].Item));
        }
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), SmallSweep.Places(SmallSweep.Run(s_space, settings).Kept));
    }

    static bool Beats(SweepPoint a, double lossOfA, SweepPoint b, double lossOfB)
    {
        if (a.TpotSeconds > b.TpotSeconds || lossOfA > lossOfB) return false;
        return a.TpotSeconds < b.TpotSeconds || lossOfA < lossOfB || SweepPoint.ByPlace(a, b) < 0;
    }

    [Theory]
    [InlineData(SweepObjective.Throughput, 1)]
    [InlineData(SweepObjective.Price, 7)]
    [InlineData(SweepObjective.Speed, 100_000)]
    public void The_best_are_those_of_sorting_everything(SweepObjective objective, int top)
    {
        SweepSettings settings = new() { Keep = SweepKeep.Top, Top = top, Objective = objective };
        (int, long)[] expected = [.. SmallSweep.All(s_space, settings).Where(p => objective != SweepObjective.Price || p.UsdPerMillionOutputTokens >= 0)
            .GroupBy(p => s_space.GroupOf(p.Row, p.Item)).OrderBy(g => g.Key)
            .SelectMany(g => g.OrderBy(p => SmallSweep.Loss(s_space, objective, p)).ThenBy(p => p.Row).ThenBy(p => p.Item).Take(top)).Select(p => (p.Row, p.Item))];
        Assert.Equal(expected, SmallSweep.Run(s_space, settings).Kept.Select(p => (p.Row, p.Item)));
    }

    [Theory]
    [InlineData(SweepKeep.All)]
    [InlineData(SweepKeep.Front)]
    [InlineData(SweepKeep.Top)]
    public void What_is_kept_depends_neither_on_parts_nor_on_lanes(SweepKeep keep)
    {
        SweepSettings settings = new() { Keep = keep, Top = 3, TtftCeilingSeconds = 5 };
        SweepPoint[] whole = [.. SmallSweep.Run(s_space, settings).Kept];
        Assert.NotEmpty(whole);
        foreach (long part in (long[])[1, 17, 96, 1000])
            if (part > 1 || keep != SweepKeep.All) Assert.Equal(whole, SmallSweep.Run(s_space, settings, part, HostLane.Scalar).Kept);
    }

    [Fact]
    public void Every_combination_has_one_verdict()
    {
        SweepSettings settings = new() { TtftCeilingSeconds = 0.3f, TpotCeilingSeconds = 0.02f, Objective = SweepObjective.Price };
        SweepTally tally = SmallSweep.Run(s_space, settings, 1000).Tally;
        Assert.Equal(s_space.Evaluations, tally.Total);
        Assert.All([SweepVerdict.Fits, SweepVerdict.ContextTooLong, SweepVerdict.TtftMissed, SweepVerdict.TpotMissed], verdict => Assert.True(tally[verdict] > 0, verdict.ToString()));
        Assert.Equal(0, tally[SweepVerdict.NotFinite]);
    }

    [Fact]
    public void Ceilings_only_take_away_and_what_is_left_keeps_them()
    {
        SweepSettings free = new() { Keep = SweepKeep.All }, bound = free with { TtftCeilingSeconds = 1, TpotCeilingSeconds = 0.03f };
        (int, long)[] all = SmallSweep.Places(SmallSweep.All(s_space, free));
        List<SweepPoint> kept = SmallSweep.All(s_space, bound);
        Assert.NotEmpty(kept);
        Assert.Empty(SmallSweep.Places(kept).Except(all));
        Assert.All(kept, p => Assert.True(p.TtftSeconds <= 1 && p.TpotSeconds <= 0.03f));
    }

    [Fact]
    public void A_result_is_what_the_equations_give_for_its_place()
    {
        foreach (SweepPoint point in SmallSweep.All(s_space, new()).Where((_, i) => i % 501 == 0))
        {
            PlannedDeployment planned = PlannedDeployment.Of(s_space.Deployments[point.Row].Deployment, CoefficientFiles.Shipped());
            RequestShape shape = s_space.ShapeOf(point.Item);
            var exact = ClosedLoop.Evaluate<Precise>(in planned.Prepared, in planned.Limits, new(shape.PromptTokens), new(shape.OutputTokens), new(shape.CachedPromptTokens), new(s_space.LoadOf(point.Item)));
            Assert.Equal(exact.TpotSeconds.Value, point.TpotSeconds, exact.TpotSeconds.Value * 1e-3);
        }
    }

    [Fact]
    public void Parts_cover_the_space_once()
    {
        foreach (long evaluations in (long[])[7, 96, 1000, 1 << 20])
        {
            SweepParts parts = new(s_space, SweepKeep.All, evaluations);
            HashSet<(int, long)> seen = [];
            for (int i = 0; i < parts.Count; i++)
                for (int row = 0; row < parts[i].Rows; row++)
                    for (int item = 0; item < parts[i].Items; item++) Assert.True(seen.Add((parts[i].FirstRow + row, parts[i].FirstItem + item)));
            Assert.Equal(s_space.Evaluations, seen.Count);
        }
    }
}
