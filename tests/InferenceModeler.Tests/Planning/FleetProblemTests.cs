using InferenceModeler.Compute;
using InferenceModeler.Data.Scenarios.Plans;
using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;
using InferenceModeler.Planning.Worlds;
using InferenceModeler.Sizing;
using InferenceModeler.Worlds;

namespace InferenceModeler.Tests.Planning;

public sealed class FleetProblemTests
{
    static PlanOffer Offer(PlanProblem problem, string site, string instance, string purchase) =>
        problem.Offers.Single(o => problem.Sites[o.Site].Name == site && o.Instance == instance && o.Purchase == purchase);

    [Theory]
    [InlineData("2", 2, 2)]
    [InlineData("{h100: 1}", 1, 0)]
    [InlineData("{h100: 1, h200: 3}", 1, 3)]
    public void Rented_accelerators_have_lead_times_of_their_own(string lead, int h100, int h200)
    {
        FleetScenario scenario = SmallFleet.Read(("name: virginia,", $"name: virginia, leadQuarters: {lead},"), ("[h100-sxm]", "[h100-sxm, h200-sxm]"));
        int[] Leads(FleetScenario of) => [.. SmallFleet.Build(of).Problem.Offers.Where(o => o.Site == 1).OrderBy(o => o.AcceleratorId).Select(o => o.LeadQuarters).Distinct()];
        Assert.Equal(new[] { h100, h200 }.Distinct(), Leads(scenario));
        Assert.Equal(new[] { h100 + 1, h200 + 1 }.Distinct(), Leads(ScenarioEdits.Apply(scenario, "wait=1", SmallFleet.Catalog)));
    }

    [Fact]
    public void Stock_of_a_type_of_instance_is_of_its_provider()
    {
        PlanSite site = SmallFleet.Build(("name: frankfurt,", "name: frankfurt, stock: {p5.48xlarge: 2, h100: 24},")).Problem.Sites[0];
        Assert.Equal([("aws/p5.48xlarge", 2.0), ("h100-sxm", 24.0)], site.StockPerQuarter.Select(l => (l.Key, l.Value)).OrderBy(l => l.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Connections_slip_as_much_as_each_is_uncertain()
    {
        const string Frankfurt = "name: frankfurt, ", Virginia = "name: virginia, ";
        PlanProblem problem = SmallFleet.Build((Frankfurt, Frankfurt + "megawatts: 1, tranches: [{from: 2027-Q1, megawatts: 1, slipQuarters: 2}, {from: 2027-Q2, megawatts: 4, slipQuarters: 1}, {from: 2027-Q3, megawatts: 8}], "),
            (Virginia, Virginia + "megawatts: 1, tranches: [{from: 2027-Q2, megawatts: 2, slipQuarters: 2}], ")).Problem;
        Assert.Equal([2000, 6000, 14000, 14000], problem.Sites[0].Kilowatts);
        // A quarter's delay of the least certain is half of one of the second tranche; the first is there, the third is certain.
        Assert.Equal([2000, 4000, 14000, 14000], problem.Sites[0].LateKilowatts[0]);
        Assert.Equal([2000, 2000, 14000, 14000], problem.Sites[0].LateKilowatts[1]);
        Assert.Equal([2000, 2000, 12000, 14000], problem.Sites[0].LateKilowatts[2]);
        Assert.Equal([1000, 1000, 3000, 3000], problem.Sites[1].LateKilowatts[0]);
    }

    [Fact]
    public void A_class_that_may_not_wait_is_refused_where_only_spot_could_serve_it()
    {
        (string, string)[] spotOnly = [("purchases: [on-demand, commit-1-year], prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 60}, ", "prices: ["), ("discounts: {aws: 10%}", "rules: {acrossRegions: false}")];
        string complaint = Assert.Throws<InputException>(() => SmallFleet.Build(spotOnly)).Message;
        Assert.Contains("chat of europe: frankfurt has only spot instances that can serve it, and it may not wait; ", complaint, StringComparison.Ordinal);
        Assert.NotNull(SmallFleet.Build([.. spotOnly, ("workload: 512x128", "workload: 512x128\n    deferrable: true")]));
    }

    [Fact]
    public void Rates_follow_local_time_and_growth()
    {
        PlanDemand demand = SmallFleet.Build().Problem.Demands[0];
        // The consumers' peak is at 20 h local, 19 h UTC: Tuesday's is hour 43.
        Assert.Equal(100, demand.WeekRates[0, 43], 9);
        Assert.Equal(100 * Math.Sqrt(1.28), demand.WeekRates[2, 43], 9);
    }

    [Fact]
    public void Typical_hours_fill_a_quarter_and_hold_every_peak()
    {
        PlanProblem problem = SmallFleet.Build(("demand: [", "demand: [{users: asia, requestsPerSecond: 30, day: office, weekend: 0.5}, ")).Problem;
        Assert.Equal(Quarter.Hours, problem.Hours.Sum(h => h.HoursPerQuarter), 6);
        for (int hour = 0; hour < WeekCurve.Hours; hour++)
        {
            // Some typical hour asks at least as much of everybody.
            Assert.Contains(problem.Hours, h => problem.Demands.All(d => d.WeekRates[0, h.HourOfWeek] >= d.WeekRates[0, hour] - 1e-6));
        }
    }

    [Fact]
    public void A_unit_carries_what_its_replicas_do_after_the_round_trip_less_the_margin()
    {
        FleetScenario scenario = SmallFleet.Read();
        BuiltFleet built = SmallFleet.Build(scenario);
        using HostBackend backend = new(1);
        Assert.Equal(2, built.BinSeconds.Count);
        for (int d = 0; d < built.Problem.Deployments.Count; d++)
        {
            PlanDeployment deployment = built.Problem.Deployments[d];
            for (int bin = 0; bin < built.BinSeconds.Count; bin++)
            {
                ServiceLimits left = scenario.Classes[0].Limits with { TtftSeconds = 0.5 - built.BinSeconds[bin] };
                double replica = Capacities.Of(backend, [built.Replicas[d]!], scenario.Classes[0].Mix, left, TestContext.Current.CancellationToken)[0].RequestsPerSecond;
                Assert.Equal(0.85 * replica * deployment.ReplicasPerUnit, deployment.UnitCapacity[0, bin], 1e-3 * replica);
            }
        }
    }

    [Fact]
    public void A_site_counts_at_the_upper_end_of_its_bin()
    {
        BuiltFleet built = SmallFleet.Build();
        for (int site = 0; site < 2; site++)
        {
            double trip = built.RoundTripSeconds[0, site], counted = built.BinSeconds[built.Problem.Demands[0].BinOfSite[site]];
            Assert.InRange(counted / trip, 1, 1.19);
        }
    }

    [Fact]
    public void Prices_have_their_discounts_and_terms_and_power_its_overheads()
    {
        PlanProblem problem = SmallFleet.Build().Problem;
        PlanOffer demand = Offer(problem, "virginia", "aws/p5.48xlarge", "on-demand"), committed = Offer(problem, "virginia", "aws/p5.48xlarge", "commit-1-year"),
            spot = Offer(problem, "frankfurt", "aws/p5.48xlarge", "spot");
        FleetScenario undiscounted = SmallFleet.Read(("discounts: {aws: 10%}", ""));
        double list = undiscounted.Sites[1].Offers.Single(o => o.Instance.Name == "p5.48xlarge" && o.Purchase == InferenceModeler.Hardware.PurchaseOption.OnDemand).UsdPerHour;
        Assert.Equal(0.9 * list * Quarter.Hours, demand.UsdPerQuarter, 1e-6);
        Assert.Equal((1, 4), (demand.TermQuarters, committed.TermQuarters));
        Assert.Equal(20 * Quarter.Hours, spot.UsdPerQuarter, 1e-6);
        Assert.True(spot.IsSpot && !demand.IsSpot);
        // Eight accelerators of 700 W, 1.6 for their server, 1.2 for their hall.
        Assert.Equal(8 * 0.7 * 1.6 * 1.2, demand.Kilowatts, 1e-9);
        Assert.InRange(demand.IdleKilowatts, 0.05 * demand.Kilowatts, 0.5 * demand.Kilowatts);
        Assert.Equal(0, problem.ElectricityUsdPerKwh(0, 0));
    }

    [Fact]
    public void Network_and_staff_of_own_servers_may_be_told_apart()
    {
        PlanOffer Bought(string more) => SmallFleet.Build(("sites:", $$"""
            servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000{{more}}}]
            rules: {costOfCapital: 0}
            sites:
              - {name: hall, region: aws/eu-central-1, servers: [box], electricityUsdPerKwh: 0.2}
            """)).Problem.Offers.Single(o => o.IsOwned);
        PlanOffer whole = Bought(""), parts = Bought(", networkUsd: 40000, networkLifeYears: 10, staffUsdPerYear: 8000, upkeep: 4%");
        Assert.Equal(whole.CapitalUsd + 40_000, parts.CapitalUsd, 1e-6);
        Assert.Equal(whole.CapitalChargeUsdPerQuarter + 40_000 / 40.0, parts.CapitalChargeUsdPerQuarter, 1e-6);
        Assert.Equal(whole.UsdPerQuarter + 40_000 / 40.0 + (8000 - 0.02 * 300_000) / 4, parts.UsdPerQuarter, 1e-6);
    }

    [Fact]
    public void What_is_owned_pays_capital_upkeep_and_electricity()
    {
        const string own = """
            servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000, hallUsdPerKilowatt: 10000, leadQuarters: 2}]
            fleet: [{site: hall, instance: box, instances: 4, purchase: owned, until: 2027-Q3, bookUsd: 120000}, {site: frankfurt, instance: p5.48xlarge, instances: 2, purchase: commit-1-year, usdPerHour: 30, until: 2027-Q2}]
            rules: {costOfCapital: 0}
            sites:
              - {name: hall, region: aws/eu-central-1, servers: [box], pue: 1.2, carbonGramsPerKwh: 300, electricityUsdPerKwh: 0.2, megawatts: 1, tranches: [{from: 2027-Q3, megawatts: 2}], racks: 50, kilowattsPerRack: 20}
            """;
        PlanProblem problem = SmallFleet.Build(("sites:", own)).Problem;
        PlanOffer bought = problem.Offers.Single(o => o.IsOwned && o.Held is null), held = problem.Offers.Single(o => o.IsOwned && o.Held is not null),
            committed = problem.Offers.Single(o => !o.IsOwned && o.Held is not null);
        double kilowatts = 8 * 0.7 * 1.6 * 1.2, idle = bought.IdleKilowatts * Quarter.Hours * 0.2, upkeep = 0.06 * 300_000 / 4;
        Assert.Equal((300_000 + 10_000 * kilowatts, 2, 20), (bought.CapitalUsd, bought.LeadQuarters, bought.TermQuarters));
        Assert.Equal(300_000 / 20.0 + 10_000 * kilowatts / 56, bought.CapitalChargeUsdPerQuarter, 1e-6);
        Assert.Equal(bought.CapitalChargeUsdPerQuarter + upkeep + idle, bought.UsdPerQuarter, 1e-6);
        // Two of 8.96 kW to a rack of 20.
        Assert.Equal((0.5, 0), (bought.Racks, bought.Hall));
        // 30,000 $ of book value each, over the three quarters left.
        Assert.Equal((4, 2, false), (held.Held!.Value, held.HeldUntil, held.IsCommitted));
        Assert.Equal(10_000 + upkeep + idle, held.UsdPerQuarter, 1e-6);
        Assert.Equal((2, 1, true, 30 * Quarter.Hours), (committed.Held!.Value, committed.HeldUntil, committed.IsCommitted, committed.UsdPerQuarter));
        Assert.Equal((0.2, 50), (problem.Sites[0].ElectricityUsdPerKwh, problem.Sites[0].Halls.Single().Racks[0]));
        Assert.Equal([1000, 1000, 3000, 3000], problem.Sites[0].Kilowatts);
    }

    [Fact]
    public void Where_a_site_rents_and_owns_only_what_is_owned_pays_for_electricity()
    {
        // 20 $ an hour of rent, or a server of about 12 $ an hour without its electricity.
        PlanProblem Of(double usdPerKwh) => SmallFleet.Build(("quarters: 4", "quarters: 1"), ("requestsPerSecond: 100", "requestsPerSecond: 3000"), ("ttft: 500ms", "ttft: 90ms"), ("[on-demand, commit-1-year], prices", $"[], servers: [box], electricityUsdPerKwh: {usdPerKwh}, prices"), ("usdPerHour: 60", "usdPerHour: 20"),
            ("sites:", "servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000, leadQuarters: 0}]\nsites:")).Problem;
        PlanProblem cheap = Of(0.01), dear = Of(3);
        for (int d = 0; d < cheap.Deployments.Count; d++)
            Assert.Equal(cheap.Deployments[d].Instance == "own/box" ? 0.01 : 0, cheap.ElectricityUsdPerKwh(0, d));
        Plan Best(PlanProblem problem) => Assert.IsType<Plan>(Optimizer.Solve(problem, new() { Gap = 0 }, null, TestContext.Current.CancellationToken).Plan);
        Plan owned = Best(cheap), rented = Best(dear);
        Assert.All(owned.Standing, s => Assert.True(cheap.Offers[s.Offer].IsOwned));
        Assert.All(rented.Standing, s => Assert.False(dear.Offers[s.Offer].IsOwned));
        // Nothing but the rent is paid for what is rented.
        Assert.Equal(rented.Standing.Sum(s => s.Instances * dear.Offers[s.Offer].UsdPerQuarter), rented.CostUsd, 1e-3);
        using HostBackend backend = new(1);
        Assert.All(new[] { owned, rented }, plan => Assert.Equal(plan.CostUsd, new FleetWorlds(backend, WorldLosses.Zones, usdPerUnservedWork: 1)
            .Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None, 10, 1), TestContext.Current.CancellationToken).Usd.P50, 1e-4 * plan.CostUsd));
    }

    [Fact]
    public void Training_has_units_of_whole_blocks_in_its_quarters()
    {
        PlanProblem problem = SmallFleet.Build(("sites:", "training: [{name: tuning, accelerator: h100-sxm, acceleratorHoursPerQuarter: 5000, from: 2027-Q2, to: 2027-Q3, block: 20}]\nsites:")).Problem;
        Assert.Equal([0, 5000, 5000, 0], problem.Training.Single().AcceleratorHours);
        PlanDeployment unit = problem.Deployments.Single(d => d.Training == "tuning" && d.Instance == "aws/p5.48xlarge");
        Assert.Equal((3, 24), (unit.InstancesPerUnit, unit.AcceleratorsPerUnit));
        Assert.All(unit.UnitCapacity.Cast<double>(), c => Assert.Equal(0, c));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_training_that_may_give_way_runs_on_spot(bool mayGiveWay)
    {
        // Spot is a third of the price on demand.
        FleetScenario scenario = SmallFleet.Read(("quarters: 4", "quarters: 1"), ("sites:", $"training: [{{name: tuning, accelerator: h100-sxm, acceleratorHoursPerQuarter: 200000, preemptible: {(mayGiveWay ? "true" : "false")}}}]\nsites:"));
        Plan plan = Assert.IsType<Plan>(Optimizer.Solve(SmallFleet.Build(scenario).Problem, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan);
        Assert.Equal(mayGiveWay, plan.Assignments.Any(a => a.IsSpot));
        Assert.Equal(mayGiveWay, !plan.Assignments.Any(a => plan.Problem.Deployments[a.Deployment].Training == "tuning" && !a.IsSpot));
    }

    [Fact]
    public void A_busy_instance_draws_more_than_an_idle_one_and_no_more_than_it_is_given()
    {
        PlanProblem problem = SmallFleet.Build().Problem;
        foreach (PlanDeployment deployment in problem.Deployments)
        {
            PlanOffer offer = problem.Offers.First(o => o.Instance == deployment.Instance);
            double running = deployment.RunningKilowatts * 1.2 / deployment.InstancesPerUnit, busy = running + deployment.UnitCapacity[0, 0] / 0.85 * 3600 * deployment.KwhPerRequest[0] * 1.2 / deployment.InstancesPerUnit;
            Assert.InRange(offer.IdleKilowatts + running, 1.2 * offer.IdleKilowatts, offer.IdleKilowatts + busy);
            Assert.True(offer.IdleKilowatts + busy <= offer.Kilowatts);
        }
    }

    [Fact]
    public void Few_deployments_of_an_instance_carry_about_as_much_as_many()
    {
        const string wide = "candidates: {accelerators: [h100-sxm], engines: [vllm, sglang], perInstance: ";
        BuiltFleet Built(int perInstance) => SmallFleet.Build(("candidates: {accelerators: [h100-sxm], engines: [vllm], layouts: [tp1, tp2]}", $"{wide}{perInstance}}}"));
        BuiltFleet few = Built(1), many = Built(20);
        double Most(BuiltFleet built, string instance, int bin) => built.Problem.Deployments.Where(d => d.Instance == instance).Max(d => d.UnitCapacity[0, bin] / d.InstancesPerUnit);
        foreach (string instance in many.Problem.Deployments.Select(d => d.Instance).Distinct())
        {
            Assert.InRange(few.Problem.Deployments.Count(d => d.Instance == instance), 1, 4);
            for (int bin = 0; bin < 2; bin++) Assert.InRange(Most(few, instance, bin) / Most(many, instance, bin), 0.98, 1);
        }
    }

    [Theory]
    [InlineData("model: meta", "residency: [JP]\n    model: meta", "chat of europe: residency JP of the class leaves no site; there are frankfurt (aws/eu-central-1, DE), virginia (aws/us-east-1, US); add a site there or widen the residency")]
    [InlineData("growth: 28%", "residency: [FR]", "residency FR of europe leaves no site")]
    [InlineData("ttft: 500ms", "ttft: 5ms", "chat of europe: frankfurt, the nearest site that may serve it, is ")]
    [InlineData("tpot: 50ms", "tpot: 100us", "no deployment keeps ttft 500 ms, tpot 0.1 ms from frankfurt, ")]
    [InlineData("sites:", "training: [{name: tuning, accelerator: a100-80-sxm, acceleratorHoursPerQuarter: 5000}]\nsites:", "training tuning: no site has a100-80-sxm")]
    public void What_nothing_can_serve_is_refused(string good, string bad, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InputException>(() => SmallFleet.Build((good, bad))).Message, StringComparison.Ordinal);

    [Fact]
    public void Who_may_serve_follows_residency_distance_and_the_sun()
    {
        int[] Bins(params (string, string)[] changes) => [.. SmallFleet.Build(changes).Problem.Demands[0].BinOfSite];
        Assert.True(Bins()[1] >= 0);
        Assert.Equal(PlanDemand.NotResident, Bins(("growth: 28%", "residency: [DE]"))[1]);
        Assert.Equal(PlanDemand.TooFar, Bins(("ttft: 500ms", "ttft: 90ms"))[1]);
        Assert.Equal(PlanDemand.NotResident, Bins(("sites:", "rules: {acrossRegions: false}\nsites:"))[1]);
    }

    [Fact]
    public void A_looser_limit_never_lowers_and_a_margin_lowers_what_units_carry()
    {
        double[] Best(string ttft, string margin) => [.. SmallFleet.Build(("ttft: 500ms", $"ttft: {ttft}"), ("sites:", $"capacity: {{margin: {margin}}}\nsites:")).Problem.Deployments
            .Where(d => d.Instance == "aws/p5.48xlarge").Select(d => Enumerable.Range(0, 2).Select(bin => d.UnitCapacity[0, bin])).Aggregate((a, b) => a.Zip(b, Math.Max))];
        // To within what pruning gives up.
        double[] before = Best("200ms", "0.1");
        foreach (string looser in new[] { "220ms", "300ms", "600ms", "2s" })
        {
            double[] after = Best(looser, "0.1");
            for (int bin = 0; bin < 2; bin++) Assert.True(after[bin] >= before[bin] * 0.98, $"{looser}, bin {bin}: {after[bin]} after {before[bin]}");
            before = after;
        }
        Assert.All(Best("2s", "0.4").Zip(before), pair => Assert.Equal(pair.Second * 0.6 / 0.9, pair.First, 1e-3 * pair.First));
    }

    [Fact]
    public void Assumptions_are_told()
    {
        BuiltFleet built = SmallFleet.Build(("pue: 1.2, carbonGramsPerKwh: 400", "pue: 1.2, carbonGramsPerKwh: 400, egressUsdPerGigabyte: 0.09"),
            ("sites:", "fleet: [{site: virginia, instance: p4d.24xlarge, instances: 2, purchase: on-demand, usdPerHour: 22, until: 2027-Q4}]\nsites:"));
        Assert.Contains(built.Notes, n => n.Contains("prices are in doubt: ", StringComparison.Ordinal) && n.Contains("estimated from the on-demand price", StringComparison.Ordinal));
        Assert.Contains("2 p4d.24xlarge in virginia: no candidate serves on them", built.Notes);
        Assert.Contains("egress: answers are streamed, 250 bytes a token", built.Notes);
        Assert.Contains("egress costs nothing where no egressUsdPerGigabyte is given: frankfurt", built.Notes);
        Assert.Contains(built.Notes, n => n.StartsWith("round trips from distance, not measured: europe to frankfurt", StringComparison.Ordinal));
        // 128 tokens of 250 bytes each.
        Assert.Equal(32e-6, built.Problem.Demands[0].GigabytesPerAnswer, 1e-12);
    }

    [Fact]
    public void Without_uncertainty_worlds_serve_and_cost_what_the_plan_does()
    {
        PlanProblem problem = SmallFleet.Build().Problem;
        Plan plan = Assert.IsType<Plan>(Optimizer.Solve(problem, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken).Plan);
        using HostBackend backend = new(1);
        WorldOutcome outcome = new FleetWorlds(backend, WorldLosses.Zones, usdPerUnservedWork: 1)
            .Try("plan", PlannedFleet.Of(plan), WorldSet.Draw(Uncertainty.None, 10, 1), TestContext.Current.CancellationToken);
        Assert.Equal(1, outcome.SloKeptProbability);
        Assert.Equal(plan.CostUsd, outcome.Usd.P50, 1e-4 * plan.CostUsd);
    }

    [Fact]
    public void The_default_scenario_is_planned_and_a_zone_less_carries_it()
    {
        PlanProblem problem = SmallFleet.Build(FleetFiles.Default(SmallFleet.Catalog) with { Quarters = 1 }).Problem;
        PlanAnswer answer = Optimizer.Solve(problem, new() { Gap = 0.02 }, null, TestContext.Current.CancellationToken);
        Plan plan = Assert.IsType<Plan>(answer.Plan);
        Assert.NotEmpty(plan.Orders);
        for (int hour = 0; hour < problem.Hours.Count; hour++)
        {
            for (int d = 0; d < problem.Demands.Count; d++)
                Assert.True(plan.Dispatch.Where(x => x.Hour == hour && x.Demand == d).Sum(x => x.RequestsPerSecond) >= problem.Rate(d, 0, hour) * (1 - 1e-6));
            foreach (Assignment units in plan.Assignments)
            {
                double busy = plan.Dispatch.Where(x => x.Hour == hour && (x.Site, x.Deployment) == (units.Site, units.Deployment))
                    .Sum(x => x.RequestsPerSecond / problem.Deployments[x.Deployment].UnitCapacity[problem.Demands[x.Demand].ClassIndex, problem.Demands[x.Demand].BinOfSite[x.Site]]);
                Assert.InRange(busy, 0, units.Units - units.UnitsOfFullestZone + 1e-6);
                Assert.True(units.UnitsOfFullestZone >= units.Units / problem.Sites[units.Site].Zones);
            }
        }
    }
}
