using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Dynamics;

public class CapacityTests
{
    public static TheoryData<double, double> Limits => new() { { 1, 0.03 }, { 0.5, 0.1 }, { 2, 0.05 }, { 5, 0.2 } };

    static CapacityPoint<T> Find<T>(Setting setting, T ttft, T tpot) where T : struct, IReal<T>
    {
        LaneStep<T> step = new(setting.Step);
        ListMix<T> mix = new(setting.Mix);
        return Capacity.Find(in step, MixMoments<T>.Of(in mix), in mix, setting.LimitsIn<T>(), T.Of(0.95f), ttft, tpot);
    }

    static CapacityPoint<Precise> Find(Setting setting, double ttft, double tpot) => Find<Precise>(setting, new(ttft), new(tpot));

    [Theory, MemberData(nameof(Limits))]
    public void The_open_loop_keeps_the_limits_just_below_capacity_and_breaks_the_binding_one_just_above(double ttft, double tpot)
    {
        foreach (Setting setting in Setting.All)
        {
            CapacityPoint<Precise> capacity = Find(setting, ttft, tpot);
            double rate = capacity.RequestsPerSecond.Value;
            if ((CapacityBound)(int)capacity.Bound.Value is CapacityBound.TokenBudget or CapacityBound.Unreachable) continue;
            // 2% of the rate: near full memory the TTFT percentile jumps from prompt to delayed requests within about that much.
            OpenLoopPoint<Precise> below = setting.OpenLoopAt(new Precise(0.98 * rate), 0.95), above = setting.OpenLoopAt(new Precise(1.02 * rate), 0.95);
            Assert.True(below.TtftSeconds.Value <= ttft && below.TpotSeconds.Value <= tpot, setting.Name);
            Assert.True(above.TtftSeconds.Value > ttft || above.TpotSeconds.Value > tpot, setting.Name);
        }
    }

    [Fact]
    public void Looser_limits_never_lower_the_capacity()
    {
        foreach (Setting setting in Setting.All)
        {
            double last = 0;
            for (double ttft = 0.1; ttft < 20; ttft *= 1.3)
            {
                double rate = Find(setting, ttft, 0.1).RequestsPerSecond.Value;
                Assert.True(rate >= last * 0.998, $"{setting.Name} at {ttft} s: {rate} after {last}");
                last = rate;
            }
        }
    }

    [Fact]
    public void Limits_that_a_lone_request_misses_give_no_capacity()
    {
        CapacityPoint<Precise> capacity = Find(Setting.All[0], 0.001, 0.1);
        Assert.Equal(0, capacity.RequestsPerSecond.Value);
        Assert.Equal((double)CapacityBound.Unreachable, capacity.Bound.Value);
    }

    [Fact]
    public void What_binds_is_what_is_scarce()
    {
        Assert.Equal(CapacityBound.Tpot, Bound("conversation", 1, 0.03));
        Assert.Equal(CapacityBound.Ttft, Bound("conversation", 0.5, 0.1));
        Assert.Equal(CapacityBound.KvMemory, Bound("little memory", 2, 0.05));
        Assert.Equal(CapacityBound.Sequences, Bound("few sequences", 2, 0.05));
        Assert.Equal(CapacityBound.TokenBudget, Bound("code", 1000, 10));

        static CapacityBound Bound(string name, double ttft, double tpot) =>
            (CapacityBound)(int)Find(Setting.All.Single(s => s.Name == name), ttft, tpot).Bound.Value;
    }

    [Fact]
    public void Float_finds_the_capacity_of_double()
    {
        foreach (Setting setting in Setting.All)
        {
            CapacityPoint<Scalar> single = Find<Scalar>(setting, new(2f), new(0.05f));
            CapacityPoint<Precise> oracle = Find(setting, 2, (float)0.05);
            Assert.Equal(oracle.Bound.Value, single.Bound.Value);
            Assert.Equal(oracle.RequestsPerSecond.Value, single.RequestsPerSecond.Value, 2e-3 * oracle.SaturatedRate.Value);
        }
    }

    [Theory, InlineData(2.0, 0.05), InlineData(0.5, 0.1)]
    public void Dual_slopes_by_a_limit_are_central_differences(double ttft, double tpot)
    {
        Setting setting = Setting.All[0];
        double step = 0.02;
        bool byTpot = (CapacityBound)(int)Find(setting, ttft, tpot).Bound.Value == CapacityBound.Tpot;
        double limit = byTpot ? tpot : ttft;
        Dual<Precise> variable = Dual<Precise>.Variable(new(limit));
        CapacityPoint<Dual<Precise>> dual = Find(setting, byTpot ? new(new(ttft), new(0)) : variable, byTpot ? variable : new(new(tpot), new(0)));

        double At(double value) => Find(setting, byTpot ? ttft : value, byTpot ? value : tpot).RequestsPerSecond.Value;
        double slope = (At(limit * (1 + step)) - At(limit * (1 - step))) / (2 * step * limit);
        Assert.Equal(slope, dual.RequestsPerSecond.Slope.Value, 0.01 * slope);
    }
}
