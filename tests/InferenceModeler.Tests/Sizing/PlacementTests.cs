using CsCheck;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Sizing;

public class PlacementTests
{
    static readonly HeadroomPolicy s_policy = new() { InstanceAvailability = 0.997, SurgeShare = 0.05 };

    static readonly Candidate s_candidate = Llama70B.Candidate("h100-sxm", new Layout(4, 1, 1, 1));

    [Fact]
    public void Any_zone_may_be_lost_and_the_rate_is_still_carried() =>
        Gen.Select(Gen.Double[0.1, 50], Gen.Double[0.5, 5000]).Sample((capacity, rate) =>
        {
            FleetPlan plan = Placement.Cheapest(s_candidate, capacity, rate, s_policy)!;
            int lost = plan.Entries.GroupBy(e => (e.Offer.Region.Id, e.Zone)).Max(g => g.Sum(e => e.Replicas));
            Assert.True(plan.SurvivesZoneLoss);
            Assert.True((plan.Replicas - lost) * capacity >= rate * (1 - 1e-9));
            Assert.All(plan.Entries, e => Assert.True(e.Instances > 0 && e.Replicas > 0));
        }, iter: 300);

    [Fact]
    public void More_traffic_never_costs_less() =>
        Gen.Select(Gen.Double[0.5, 2000], Gen.Double[1, 3]).Sample((rate, more) =>
            Placement.Cheapest(s_candidate, 3, rate, s_policy)!.UsdPerHour <= Placement.Cheapest(s_candidate, 3, rate * more, s_policy)!.UsdPerHour, iter: 300);

    [Fact]
    public void Headroom_is_the_largest_need_not_the_sum()
    {
        FleetPlan bare = Placement.Cheapest(s_candidate, 1, 100, s_policy with { SurvivesZoneLoss = false, SurgeShare = 0, InstanceAvailability = 1 })!;
        FleetPlan update = Placement.Cheapest(s_candidate, 1, 100, s_policy with { SurvivesZoneLoss = false, SurgeShare = 0.2, InstanceAvailability = 1 })!;
        FleetPlan both = Placement.Cheapest(s_candidate, 1, 100, s_policy with { SurvivesZoneLoss = false, SurgeShare = 0.2 })!;
        Assert.Equal(100, bare.Replicas);
        Assert.Equal((120, HeadroomCause.RollingUpdate), (update.Replicas, update.Headroom));
        Assert.Equal(update.Replicas, both.Replicas);
    }

    [Fact]
    public void Replicas_that_do_not_fill_an_instance_leave_idle_accelerators()
    {
        // Three accelerators per replica in an instance of eight: two replicas, two accelerators idle.
        Candidate odd = s_candidate with
        {
            Deployment = s_candidate.Deployment with { Layout = new(1, 3, 1, 1) },
            Offers = [.. s_candidate.Offers.Where(o => o.Offer.Instance.Accelerators == 8).Select(o => (o.Offer, Packing.Of(new(1, 3, 1, 1), o.Offer.Instance)!.Value))],
        };
        FleetPlan plan = Placement.Cheapest(odd, 1, 10, s_policy)!;
        Assert.Equal(2 * plan.Instances, plan.IdleAccelerators);
        Assert.Equal(2 * plan.Instances, plan.Replicas);
    }

    [Fact]
    public void A_rate_beyond_all_accelerators_ever_made_has_no_fleet() => Assert.Null(Placement.Cheapest(s_candidate, 1, 1e12, s_policy));

    [Theory]
    // Availability 0.9: P(Bin(2, 0.9) ≥ 1) = 0.99; P(Bin(3, 0.9) ≥ 2) = 0.972, P(Bin(4, 0.9) ≥ 2) = 0.9963.
    [InlineData(1, 0.9, 0.99, 2)]
    [InlineData(2, 0.9, 0.99, 4)]
    [InlineData(5, 1.0, 0.999, 5)]
    public void Binomial_spares_meet_the_target(int needed, double availability, double target, int replicas) =>
        Assert.Equal(replicas, Headroom.Binomial(needed, availability, target));

    [Fact]
    public void Large_fleets_need_spares_beyond_the_mean()
    {
        int replicas = Headroom.Binomial(100_000, 0.997, 0.999);
        // Mean 100,301 and three standard deviations of 17.
        Assert.InRange(replicas, 100_330, 100_370);
    }
}
