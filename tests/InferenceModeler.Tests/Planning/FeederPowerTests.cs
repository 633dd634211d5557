using InferenceModeler.Planning.Replays;
using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Sums of replicas whose distribution is known.</summary>
public sealed class FeederPowerTests
{
    // Ten replicas of 10 kW nameplate, 2 kW of it at rest.
    static FeederPower Ten(params double[] kilowattsBeyondRest) => FeederPower.Of(Load(kilowattsBeyondRest), 2, TestContext.Current.CancellationToken);

    static FeederLoad Load(params double[] kilowattsBeyondRest) => new()
    {
        ProvisionedKilowatts = 100,
        SteadyKilowatts = 20,
        Serving = [new(10, [.. Enumerable.Repeat(kilowattsBeyondRest, FeederPower.Groups)])],
    };

    [Fact]
    public void Replicas_at_one_level_are_above_every_feeder_below_their_sum_and_no_other()
    {
        // 20 + 10 × 6 = 80 kW of 100: exceeded from 1.25 on.
        FeederPower power = Ten(6, 6, 6);
        Assert.Equal(80, power.MeanKilowatts, 1e-9);
        Assert.Equal(80, power.Kilowatts(0.99), 1e-9);
        Assert.Equal([0, 0, 0, 1, 1], new[] { 1, 1.2, 1.25, 1.26, 1.5 }.Select(r => power.Exceeded(r).Value));
        Assert.Equal(1.25, power.LargestRatio);
    }

    [Fact]
    public void Replicas_with_two_levels_sum_to_a_binomial()
    {
        // Beyond rest 8 kW for a quarter of the time, else 0: above 20 + 8k kW with P(more than k of 10), k ~ B(10, 1/4); with 4 or more of 10 it is 0.2241, with 6 or more 0.0197, with 8 or more 0.000416.
        FeederPower power = Ten(8, 0, 0, 0);
        Assert.Equal(65_536, power.Samples);
        Assert.Equal(40, power.MeanKilowatts, 0.2);
        foreach ((int replicas, double exceeded) in new[] { (4, 0.224124), (6, 0.019728), (8, 0.000416) })
        {
            Estimate share = power.Exceeded(100 / (20 + 8 * (replicas - 0.5)));
            // Five standard errors of so many sums.
            Assert.Equal(exceeded, share.Value, 5 * Math.Sqrt(exceeded / power.Samples));
            Assert.True(share.Low <= share.Value && share.Value <= share.High && share.High < 2 * share.Value);
        }
        // More than seven of ten draw in 4 of 10,000 moments, more than six in 35: the feeder must carry the 76 kW of seven.
        Assert.Equal(76, power.Kilowatts(0.999));
        Assert.Equal(1.31, power.LargestRatio);
    }

    [Fact]
    public void What_was_never_seen_is_told_as_a_share_that_so_many_sums_would_miss()
    {
        Estimate never = Ten(8, 0, 0, 0).Exceeded(0.99);
        Assert.Equal(0, never.Value);
        Assert.InRange(never.High, 3.0 / 65_536, 4.0 / 65_536);
    }

    [Fact]
    public void The_answer_depends_neither_on_threads_nor_on_the_run()
    {
        FeederLoad load = Load(8, 3, 1);
        FeederPower one = FeederPower.Of(load, 1, TestContext.Current.CancellationToken), two = FeederPower.Of(load, 2, TestContext.Current.CancellationToken);
        Assert.Equal((one.MeanKilowatts, one.Kilowatts(0.999), one.Exceeded(1.5)), (two.MeanKilowatts, two.Kilowatts(0.999), two.Exceeded(1.5)));
    }

    [Fact]
    public void The_more_replicas_share_a_feeder_the_more_it_can_be_oversubscribed()
    {
        FeederLoad ten = Load(8, 0), hundred = ten with { ProvisionedKilowatts = 1000, SteadyKilowatts = 200, Serving = [ten.Serving[0] with { Replicas = 100 }] };
        Assert.True(FeederPower.Of(hundred, 2, TestContext.Current.CancellationToken).LargestRatio > FeederPower.Of(ten, 2, TestContext.Current.CancellationToken).LargestRatio);
    }

    [Fact]
    public void Where_even_the_nameplate_is_exceeded_there_is_no_ratio()
    {
        Assert.Null(Ten(8.1).LargestRatio);
    }
}
