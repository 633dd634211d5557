using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios.Plans;
using InferenceModeler.Fleets;
using InferenceModeler.Fleets.Edits;
using InferenceModeler.Hardware;

namespace InferenceModeler.Tests.Planning;

public class ScenarioEditsTests
{
    static readonly Catalog s_catalog = CatalogFiles.Load(null);
    static readonly FleetScenario s_growth = FleetFiles.Load(Repository.File("examples", "plan-growth.yaml"), s_catalog), s_clouds = FleetFiles.Load(Repository.File("examples", "plan-clouds.yaml"), s_catalog);

    static FleetScenario Edited(string edits, FleetScenario? scenario = null) => ScenarioEdits.Apply(scenario ?? s_growth, edits, s_catalog);

    static Site Ohio(FleetScenario scenario) => scenario.Sites.First(s => s.Name == "ohio");

    [Fact]
    public void Prices_change_by_accelerator_provider_or_site_and_contracts_keep_theirs()
    {
        Assert.Equal(0.8 * Ohio(s_growth).Servers[0].CapitalUsd, Ohio(Edited("price:b200=-20%")).Servers[0].CapitalUsd, 1e-6);
        FleetScenario azure = Edited("price:azure=+10%", s_clouds);
        foreach ((Site before, Site after) in s_clouds.Sites.Zip(azure.Sites))
            Assert.All(before.Offers.Zip(after.Offers), o => Assert.Equal(o.First.UsdPerHour * (before.Region.Provider == "azure" ? 1.1 : 1), o.Second.UsdPerHour, 1e-9));
        Assert.Equal(s_clouds.Sites[2].Offers[0].UsdPerHour * 0.5, Edited("price:gcp-frankfurt=-50%", s_clouds).Sites[2].Offers[0].UsdPerHour, 1e-9);
        Assert.Equal(s_growth.Holdings.Sum(h => h.BookUsd), Edited("price:own=-50%").Holdings.Sum(h => h.BookUsd));
    }

    [Fact]
    public void Power_changes_with_its_tranches_or_is_one_number()
    {
        Quarter last = s_growth.First + 7;
        Assert.Equal(0.8 * Ohio(s_growth).MegawattsIn(last), Ohio(Edited("power=-20%")).MegawattsIn(last), 1e-9);
        Site fixedly = Ohio(Edited("power:ohio=50MW"));
        Assert.Equal((50, 50), (fixedly.MegawattsIn(s_growth.First), fixedly.MegawattsIn(last)));
        Assert.Equal(Ohio(s_growth).MegawattsIn(last), Ohio(Edited("power:tokyo=100kW")).MegawattsIn(last));
    }

    [Fact]
    public void What_stands_stays_at_its_site_when_the_site_is_edited()
    {
        FleetScenario edited = Edited("power:ohio=50MW, stock:b200=+100%, wait=1");
        Assert.All(edited.Holdings, h => Assert.Contains(h.Site, edited.Sites));
        Assert.Equal(2 * Ohio(s_growth).StockPerQuarter["b200-sxm"], Ohio(edited).StockPerQuarter["b200-sxm"]);
        Assert.Equal(Ohio(s_growth).Servers[0].LeadQuarters + 1, Ohio(edited).Servers[0].LeadQuarters);
    }

    [Fact]
    public void Stock_and_quota_limit_accelerators_or_one_type_of_instance()
    {
        FleetScenario edited = Edited("stock:dgx-b200=16, quota:b200=64, stock:dgx-b200=-50%");
        Assert.Equal((8, 4096, 64), (Ohio(edited).StockPerQuarter["dgx-b200"], Ohio(edited).StockPerQuarter["b200-sxm"], Ohio(edited).Quota["b200-sxm"]));
    }

    [Fact]
    public void Waiting_delays_halls_that_are_ordered_and_none_that_stand()
    {
        Hall stands = new() { Name = "old", KilowattsPerRack = 40 }, ordered = new() { Name = "new", KilowattsPerRack = 40, Racks = 10, CapitalUsd = 1e6, LeadQuarters = 3 };
        FleetScenario scenario = s_growth with { Sites = [s_growth.Sites[0] with { Halls = [stands, ordered] }], Holdings = [] };
        Assert.Equal([stands, ordered with { LeadQuarters = 5 }], ScenarioEdits.Apply(scenario, "wait=2", s_catalog).Sites[0].Halls);
    }

    [Fact]
    public void Without_takes_away_a_site_a_provider_or_an_accelerator()
    {
        Assert.DoesNotContain(Edited("without:ohio").Sites, s => s.Name == "ohio");
        Assert.DoesNotContain(Edited("without:ohio").Holdings, h => h.Site.Name == "ohio");
        Assert.Equal(2, Edited("without:azure", s_clouds).Sites.Count);
        Assert.Equal(Edited("without:azure", s_clouds).Sites.Count, Edited("provider:azure=off", s_clouds).Sites.Count);
        // What stands of an accelerator stays; only nothing more of it can be ordered.
        FleetScenario none = Edited("without:b200");
        Assert.Equal(["gb200"], none.Sites.SelectMany(s => s.Servers).Select(s => s.Instance.AcceleratorId).Distinct());
        Assert.Equal(s_growth.Holdings.Count, none.Holdings.Count);
    }

    [Fact]
    public void Demand_limits_growth_carbon_and_rules_are_set()
    {
        FleetScenario edited = Edited("demand:chat=+20%, ttft:chat=300ms, tpot=40ms, growth=high, carbon=100, across-regions=off, zone-loss=off, site-loss=on, region-loss=on, fall-short=off");
        DemandClass chat = edited.Classes[0];
        Assert.Equal(1.2 * s_growth.Classes[0].Demands[0].PeakRequestsPerSecond, chat.Demands[0].PeakRequestsPerSecond, 1e-9);
        Assert.Equal((0.3, 0.04), (chat.Limits.TtftSeconds, chat.Limits.TpotSeconds));
        Assert.Equal((GrowthCase.High, 100.0), (edited.Growth, edited.Objective.UsdPerTonne));
        Assert.Equal((false, false, true, true, false), (edited.Rules.ServesAcrossRegions, edited.Rules.SurvivesZoneLoss, edited.Rules.SurvivesSiteLoss, edited.Rules.SurvivesRegionLoss, edited.Rules.MayFallShort));
    }

    [Theory]
    [InlineData("zone-loss=ON")]
    [InlineData("growth=mid")]
    [InlineData("carbon=0")]
    [InlineData("carbon=+10%")]
    [InlineData("price:b200=+0%")]
    [InlineData("demand=-0%")]
    [InlineData("power=+0%")]
    [InlineData("electricity=+0%")]
    [InlineData("stock:b200=+0%")]
    [InlineData("ttft:chat=TTFT")]
    public void Edits_that_change_nothing_are_told_of(string edit)
    {
        string now = edit.Replace("ON", s_growth.Rules.SurvivesZoneLoss ? "on" : "off", StringComparison.Ordinal).Replace("TTFT", $"{1000 * s_growth.Classes[0].Limits.TtftSeconds}ms", StringComparison.Ordinal);
        List<string> told = [];
        ScenarioEdits.Apply(s_growth, $"wait=1, {now}", s_catalog, told.Add);
        Assert.Equal([$"{now} changes nothing: the scenario says so already"], told);
    }

    [Fact]
    public void Another_growth_case_of_a_single_rate_is_told_of()
    {
        FleetScenario single = s_growth with { Classes = [.. s_growth.Classes.Select(c => c with { Demands = [.. c.Demands.Select(d => d with { Growth = new(0.2, 0.2, 0.2) })] })] };
        List<string> told = [];
        ScenarioEdits.Apply(single, "growth=high", s_catalog, told.Add);
        Assert.StartsWith("growth=high changes nothing: ", Assert.Single(told), StringComparison.Ordinal);
        told.Clear();
        ScenarioEdits.Apply(s_growth, "growth=high", s_catalog, told.Add);
        Assert.Empty(told);
    }

    [Fact]
    public void A_limit_set_twice_changes_something_once()
    {
        List<string> told = [];
        ScenarioEdits.Apply(s_growth, "power:ohio=50MW, power:ohio=50MW, quota:b200=64, quota:b200=64", s_catalog, told.Add);
        Assert.Equal(["power:ohio=50MW", "quota:b200=64"], told.Select(t => t.Split(' ')[0]));
    }

    [Fact]
    public void Another_provider_comes_beside_each_site_in_its_country_at_list_prices_and_the_terms_of_the_scenario()
    {
        FleetScenario one = FleetFiles.Load(Repository.File("examples", "plan-startup.yaml"), s_catalog), two = Edited("provider:gcp=on", one);
        Assert.Equal(one.Sites[0], two.Sites[0]);
        Site added = Assert.Single(two.Sites.Skip(1));
        Assert.Equal(("gcp", "US"), (added.Region.Provider, added.Region.Country));
        Assert.All(added.Offers, o => Assert.Contains(o.Instance.AcceleratorId, one.Policy.Accelerators));
        Assert.Equal([PurchaseOption.OnDemand, PurchaseOption.Commit1Year], added.Offers.Select(o => o.Purchase).Distinct().Order());
        foreach (SiteOffer year in added.Offers.Where(o => o.Doubt == "estimated from the on-demand price"))
            Assert.Equal(0.7 * added.Offers.Single(o => o.Instance == year.Instance && o.Purchase == PurchaseOption.OnDemand).UsdPerHour, year.UsdPerHour, 1e-9);
        Assert.Contains("no price of lambda for tpu-v6e", Assert.Throws<InputException>(() => Edited("provider:lambda=on", one with { Policy = one.Policy with { Accelerators = ["tpu-v6e"] } })).Message);
        Assert.Equal(one.Sites.Count, Edited("provider:gcp=on,provider:gcp=off", one).Sites.Count);
    }

    [Fact]
    public void Edits_that_change_something_are_not_told_of()
    {
        foreach (string edit in new[] { "price:b200=-20%", "electricity=+1%", "power:ohio=50MW", "stock:b200=-50%", "quota:b200=256", "wait=1", "without:ohio", "provider:azure=off", "demand=+1%", "ttft=301ms", "tpot=41ms", "growth=high", "carbon=100", "site-loss=on" })
            ScenarioEdits.Apply(edit.Contains("azure", StringComparison.Ordinal) ? s_clouds : s_growth, edit, s_catalog, Assert.Fail);
    }

    [Theory]
    [InlineData("prize:h200=-20%", "nearest: price")]
    [InlineData("provider:own=on", "'provider:own=on': the scenario has it already; write provider:own=off to do without it")]
    [InlineData("provider:owm=off", "nearest: own")]
    [InlineData("provider:gpc=on", "the catalog has no provider 'gpc'; nearest: gcp")]
    [InlineData("provider:own=maybe", "on or off")]
    [InlineData("price:h100=-20%", "no site, provider or accelerator 'h100'")]
    [InlineData("price=-20%", "whose?")]
    [InlineData("price:b200=20%", "20% is neither more nor less; write +20% or -20%")]
    [InlineData("price:b200=-100%", "above -100%")]
    [InlineData("price:b200=5", "price:h200=-20%")]
    [InlineData("power:oho=1MW", "nearest: ohio")]
    [InlineData("power=5", "power=50MW")]
    [InlineData("quota:b200=-10%", "give a number")]
    [InlineData("stock:dgx-b200=-10%", "no site limits the stock of dgx-b200; give a number, for example stock:dgx-b200=64")]
    [InlineData("stock:dgx-b20=4", "no site offers the accelerator or instance 'dgx-b20'; nearest: dgx-b200")]
    [InlineData("ttft:chatt=1s", "nearest: chat")]
    [InlineData("ttft:chat=300", "needs its unit")]
    [InlineData("growth=hihg", "nearest: high")]
    [InlineData("across-regions=maybe", "on or off")]
    [InlineData("carbon", "carbon=100")]
    [InlineData("growth:chat=high", "whole scenario")]
    [InlineData("without:own", "no place that could serve")]
    [InlineData("without:ohio=5", "takes no value")]
    [InlineData("wait=0", "at least 1")]
    [InlineData("price:b200=cheap", "'price:b200=cheap': cheap is no value for it; write for example price:h200=-20%")]
    [InlineData("demand=NaN%", "'demand=NaN%': NaN% must be a change such as -20%")]
    [InlineData("demand=+1e9%", "'demand=+1e9%': +1e9% must be above -100% and at most +10000%")]
    [InlineData("carbon=-5", "'carbon=-5': -5 is no value for it; write for example carbon=100")]
    [InlineData("without=ohio", "'without=ohio': takes no value; write without:ohio")]
    [InlineData(" , ", "says nothing")]
    public void What_cannot_be_changed_is_refused(string edit, string complaint) => Assert.Contains(complaint, Assert.Throws<InputException>(() => Edited(edit)).Message);

    [Fact]
    public void A_price_of_carbon_is_refused_where_no_cost_is_minimised() =>
        Assert.Contains("no cost is minimised", Assert.Throws<InputException>(() => Edited("carbon=100", s_growth with { Objective = FleetObjective.Carbon })).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_example_of_the_grammar_is_understood_or_asks_for_a_name_of_the_scenario()
    {
        foreach (string example in ScenarioEdits.Examples)
        {
            string edit = example.Replace("SITE", "ohio").Replace("azure", "own").Replace("h200", "b200");
            if (edit is "without:own") continue;
            Assert.NotEmpty(Edited(edit).Sites);
        }
    }
}
