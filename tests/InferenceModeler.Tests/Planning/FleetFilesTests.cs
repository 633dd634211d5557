using InferenceModeler.Data;
using InferenceModeler.Data.Scenarios.Plans;
using InferenceModeler.Fleets;
using InferenceModeler.Hardware;

namespace InferenceModeler.Tests.Planning;

public sealed class FleetFilesTests : IDisposable
{
    const string Small = """
        horizon: {start: 2027-Q1, quarters: 4}
        users: [{name: europe, near: aws/eu-central-1, utcOffset: 1}]
        classes:
          - name: chat
            model: meta-llama/Llama-3.1-8B-Instruct
            workload: 512x128
            limits: {ttft: 500ms, tpot: 50ms}
            demand: [{users: europe, requestsPerSecond: 10, day: consumer, growth: 28%}]
        servers: [{name: box, accelerator: h100-sxm, accelerators: 8, capitalUsd: 300000}]
        sites:
          - {name: frankfurt, region: aws/eu-central-1, purchases: [on-demand], prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 60}]}
        """;

    static readonly Catalog s_catalog = CatalogFiles.Load(null);

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    FleetScenario Read(string text)
    {
        string path = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllText(path, text);
        return FleetFiles.Load(path, s_catalog);
    }

    [Fact]
    public void The_default_is_read()
    {
        FleetScenario scenario = FleetFiles.Default(s_catalog);
        Assert.NotEmpty(scenario.Sites);
        Assert.All(scenario.Sites, s => Assert.NotEmpty(s.Offers));
    }

    [Fact]
    public void A_scenario_says_demand_over_space_and_time()
    {
        FleetScenario scenario = Read(Small);
        RegionalDemand demand = scenario.Classes[0].Demands[0];
        Assert.Equal(10 * 1.28, demand.PeakAfter(scenario.First, 4, demand.Growth.Mid), 9);
        // The consumers' peak, 20 h local, is 19 h UTC.
        Assert.Equal(1, demand.Week.AtUtc(19, demand.Users.UtcOffsetHours), 9);
        Assert.Equal((3, 60.0), (scenario.Sites[0].Zones, scenario.Sites[0].Offers.Single(o => o.Instance.Name == "p5.48xlarge" && o.Purchase == PurchaseOption.OnDemand).UsdPerHour));
    }

    [Fact]
    public void A_day_or_a_week_may_be_given_hour_by_hour()
    {
        RegionalDemand With(string curve) => Read(Small.Replace("day: consumer", curve, StringComparison.Ordinal)).Classes[0].Demands[0];
        // Noon is the peak, four times the other hours; the clocks are one hour ahead of UTC. 60 h is Wednesday's noon, 132 h Saturday's.
        WeekCurve day = With($"day: [{Hours(24, 12, 8, 2)}], weekend: 0.5").Week;
        Assert.Equal((1, 0.25, 0.5, 0.125), (day.AtUtc(60 - 1, 1), day.AtUtc(61 - 1, 1), day.AtUtc(132 - 1, 1), day.AtUtc(133 - 1, 1)));
        // Sunday's last hour is the peak.
        WeekCurve week = With($"week: [{Hours(168, 167, 5, 1)}]").Week;
        Assert.Equal((1, 0.2, 0.2), (week.OfPeak[167], week.OfPeak[0], week.AtUtc(167, 1)));
        Assert.Equal(1, week.AtUtc(166, 1));
    }

    static string Hours(int count, int peak, double atPeak, double elsewhere) => string.Join(", ", Enumerable.Range(0, count).Select(hour => hour == peak ? atPeak : elsewhere));

    [Theory]
    [InlineData("day", 23, 1, "", "classes[0].demand[0].day: hour curve day: 23 hours; give 24")]
    [InlineData("week", 24, 1, "", "classes[0].demand[0].week: week curve week: 24 hours; give 168")]
    [InlineData("day", 24, 0, "", "at least one hour must have a rate above 0")]
    [InlineData("week", 168, 0, "", "at least one hour must have a rate above 0")]
    [InlineData("day", 24, -1, "", "day -1: must be 0 to 10,000,000 (size of an hour beside the others)")]
    [InlineData("week", 168, -1, "", "week -1: must be 0 to")]
    [InlineData("week", 168, 1, ", day: consumer", "classes[0].demand[0].day: week says the rate of every hour already; give one of them")]
    [InlineData("week", 168, 1, ", weekend: 0.5", "demand[0].weekend: week says")]
    [InlineData("day", 24, 1, ", peakToMean: 2", "demand[0].peakToMean: day says the course of the day already")]
    public void Hours_of_another_number_or_size_are_refused(string key, int count, double size, string more, string complaint) => Assert.Contains(complaint,
        Assert.Throws<InputException>(() => Read(Small.Replace("day: consumer", $"{key}: [{Hours(count, 0, size, size)}]{more}", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    const string Forecast = "quarter,requests_per_second\n2027-Q2,20\n2027-Q1,10\n2027-Q3,15.5\n2027-Q4,0\n2028-Q1,99\n";

    RegionalDemand Forecasted(string csv)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "f.csv"), csv);
        return Read(Small.Replace("requestsPerSecond: 10, day: consumer, growth: 28%", "forecast: f.csv, day: consumer", StringComparison.Ordinal)).Classes[0].Demands[0];
    }

    [Fact]
    public void A_forecast_may_be_a_file_beside_the_scenario()
    {
        RegionalDemand demand = Forecasted(Forecast);
        Assert.Equal([10, 20, 15.5, 0], demand.Forecast);
        Assert.Equal(15.5, demand.PeakAfter(new Quarter(0), 2, 0.28));
    }

    [Theory]
    [InlineData("2027-Q3,15.5\n", "", "f.csv: no row for 2027-Q3; give all quarters from 2027-Q1 to 2027-Q4")]
    [InlineData("2027-Q3", "2027-Q5", "f.csv line 4, column quarter: \"2027-Q5\" must be a quarter from 2000 to 2100: write for example 2027-Q1")]
    [InlineData("2027-Q3", "2027-q1", "f.csv line 4, column quarter: \"2027-q1\" appears twice")]
    [InlineData("2027-Q3", "2027-Q1", "f.csv line 4, column quarter: \"2027-Q1\" appears twice (first in line 3)")]
    [InlineData("15.5", "-1", "f.csv line 4, column requests_per_second: \"-1\" must be between 0 and 1E+07")]
    [InlineData("15.5", "many", "f.csv line 4, column requests_per_second: \"many\" must be a finite number")]
    [InlineData("15.5", "", "f.csv line 4, column requests_per_second: \"\" must not be blank")]
    [InlineData("15.5", "15.5,3", "f.csv line 4: 3 fields, the first line names 2")]
    [InlineData("requests_per_second", "requests_per_secnd", "f.csv line 1: unknown column \"requests_per_secnd\": nearest: requests_per_second")]
    public void A_file_of_a_forecast_that_breaks_a_rule_is_refused(string good, string bad, string complaint)
    {
        string message = Assert.Throws<InputException>(() => Forecasted(Forecast.Replace(good, bad, StringComparison.Ordinal))).Message;
        Assert.Contains("s.yaml line 8: classes[0].demand[0].forecast: ", message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void An_instance_stands_in_the_zones_that_sell_it_or_that_the_scenario_says()
    {
        Site Zoned(string zones) => Read(Small.Replace("name: frankfurt, region: aws/eu-central-1", $"name: virginia, region: aws/us-east-1, servers: [box]{zones}", StringComparison.Ordinal)).Sites[0];
        int With(Site site, string instance) => site.ZonesWith(site.Offers.Select(o => o.Instance).Concat(site.Servers.Select(s => s.Instance)).First(i => i.Name == instance));
        // Of the seven zones that sell p5.48xlarge and the three that sell p5en.48xlarge one is a local zone.
        Assert.Equal((6, 6, 2, 6), (Zoned("").Zones, With(Zoned(""), "p5.48xlarge"), With(Zoned(""), "p5en.48xlarge"), With(Zoned(""), "box")));
        Assert.Equal((3, 2), (With(Zoned(", zones: 3"), "p5.48xlarge"), With(Zoned(", zones: 3"), "p5en.48xlarge")));
        Assert.Equal((4, 2, 1), (With(Zoned(", zonesOf: {h100: 4, box: 1}"), "p5.48xlarge"), With(Zoned(", zonesOf: {h100: 4, box: 1}"), "p5en.48xlarge"), With(Zoned(", zonesOf: {h100: 4, box: 1}"), "box")));
    }

    [Theory]
    [InlineData("growth: 28%", "growth: -100%", "classes[0].demand[0].growth: growth -100%: must be above -100%")]
    [InlineData("growth: 28%", "growth: 10000%", "must be above -100% and at most 1000% a year")]
    [InlineData("growth: 28%", "grwoth: 28%", "classes[0].demand[0].grwoth: unknown key; nearest: growth")]
    [InlineData("requestsPerSecond: 10, day: consumer, growth: 28%", "forecast: none.csv", "none.csv: no such file; give numbers, or a CSV file with the columns quarter,requests_per_second")]
    [InlineData("requestsPerSecond: 10, day: consumer, growth: 28%", "forecast: [1, 2]", "classes[0].demand[0].forecast: 2 quarters; give 4")]
    [InlineData("requestsPerSecond: 10, day: consumer, growth: 28%", "forecast: 7", "classes[0].demand[0].forecast: 1 quarter; give 4")]
    [InlineData("day: consumer", "week: consumer", "classes[0].demand[0].week: must be a list of 168 numbers, Monday 0 h first")]
    [InlineData("day: consumer", "day: consumr", "nearest: consumer")]
    [InlineData("users: europe,", "users: europa,", "no users of this name; nearest: europe")]
    [InlineData("usdPerHour: 60", "usdPerHour: 0", "sites[0].prices[0].usdPerHour: usdPerHour 0: must be greater than zero")]
    [InlineData("quarters: 4", "quarters: 0", "horizon.quarters: quarters 0: must be at least 1")]
    [InlineData("quarters: 4", "quarters: many", "must be a whole number")]
    [InlineData("start: 2027-Q1", "start: 2027-Q5", "must be a quarter")]
    [InlineData("name: frankfurt,", "zones: 9,", "sites[0].zones: 9: aws/eu-central-1 has 3")]
    [InlineData("name: frankfurt,", "zonesOf: {p5.48xlarge: 4},", "sites[0].zonesOf.p5.48xlarge: p5.48xlarge 4: must be at most 3")]
    [InlineData("name: frankfurt,", "zonesOf: {p5.49xlarge: 1},", "sites[0].zonesOf.p5.49xlarge: neither an instance of aws, a server of the site nor their accelerator; nearest: p5.48xlarge")]
    [InlineData("purchases: [on-demand]", "purchases: [on-demand, on-demand]", "sites[0].purchases: names on-demand twice")]
    [InlineData("name: frankfurt,", "stock: {p5.49xlarge: 4},", "sites[0].stock.p5.49xlarge: neither an accelerator, an instance of aws nor a server; nearest: p5.48xlarge")]
    [InlineData("name: frankfurt,", "quota: {h100: 8, h100-sxm: 16},", "sites[0].quota: limits h100-sxm twice; give each once")]
    [InlineData("prices: [{", "prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 61}, {", "sites[0].prices[1].instance: p5.48xlarge on-demand: has a price already")]
    [InlineData("usdPerHour: 60", "usdPerHour: 60, from: 2027-Q2", "sites[0].prices[0].from: is of capacity blocks only, not of on-demand")]
    [InlineData("prices: [{", "prices: [{instance: p5.48xlarge, purchase: capacity-block, usdPerHour: 30, quarters: 2}, {", "sites[0].prices[0].from: is missing: a block of a fixed length or size needs its start")]
    [InlineData("name: frankfurt, region: aws/eu-central-1, purchases: [on-demand], prices: [{", "leadQuarters: 1, region: aws/eu-central-1, prices: [{instance: p5.48xlarge, purchase: capacity-block, usdPerHour: 30, from: 2027-Q1}, {", "must lie from 2027-Q2, when the first order arrives, to 2027-Q4")]
    [InlineData("servers:", "minimumSpend: [{with: azure, usdPerQuarter: 1e6}]\nservers:", "minimumSpend[0].with: 'azure': neither a provider nor a site that rents anything out here; nearest: aws")]
    [InlineData("servers:", "minimumSpend: [{with: aws, usdPerQuarter: 1e6, to: 2027-Q2}, {with: aws, usdPerQuarter: 2e6, from: 2027-Q2}]\nservers:", "conflicts with another minimum spend of this name from 2027-Q1 to 2027-Q2")]
    [InlineData("servers:", "minimumSpend: [{name: one, with: aws, usdPerQuarter: 1e6, to: 2027-Q2}, {name: two, with: aws, usdPerQuarter: 2e6, from: 2027-Q2}]\nservers:", "minimumSpend[1].with: aws: has the minimum spend one from 2027-Q1 to 2027-Q2 already")]
    [InlineData("servers:", "minimumSpend: [{with: aws, usdPerQuarter: 1e6, from: 2029-Q1, to: 2029-Q2}]\nservers:", "outside of the horizon 2027-Q1 to 2027-Q4")]
    [InlineData("servers:", "minimumSpend: [{with: aws, usdPerQuarter: 0}]\nservers:", "must be greater than zero")]
    [InlineData("name: frankfurt,", "ingressGbitPerSecond: 0,", "sites[0].ingressGbitPerSecond: ingressGbitPerSecond 0: must be greater than zero")]
    [InlineData("model: meta", "payloadMegabytes: {in: -1}\n    model: meta", "classes[0].payloadMegabytes.in: in -1: must be 0 to 100,000 (MB with a prompt)")]
    [InlineData("name: frankfurt,", "zones: 3, zones: 2, name: frankfurt,", "zones: is written twice; keep one")]
    [InlineData("name: frankfurt,", "zones: [a],", "sites[0].zones: must be a single value, not a list")]
    [InlineData("servers: [{", "candidates: {layouts: [tp0]}\nservers: [{", "candidates.layouts: layouts 'tp0': tp0 must be from 1 to 65536; write for example tp4")]
    [InlineData("servers: [{", "candidates: {layouts: [tp2tp4]}\nservers: [{", "layouts 'tp2tp4': says tp twice")]
    [InlineData("servers: [{", "servers: [{name: box, accelerator: h200-sxm, accelerators: 8, capitalUsd: 1}, {", "servers[1].name: 'box': there is a server of this name already")]
    [InlineData("name: frankfurt,", "servers: [box, box],", "sites[0].servers: names box twice")]
    [InlineData("capitalUsd: 300000", "capitalUsd: 1e300", "capitalUsd 1e300: must be at most 1,000,000,000 (US dollars per server)")]
    [InlineData("usdPerHour: 60", "usdPerHour: 1e300", "usdPerHour 1e300: must be at most 100,000")]
    [InlineData("name: frankfurt,", "electricityUsdPerKwh: 1e300,", "must be at most 100 (US dollars per kWh)")]
    [InlineData("name: frankfurt,", "megawatts: 1e300,", "must be at most 1,000,000 (facility power, MW)")]
    [InlineData("requestsPerSecond: 10", "requestsPerSecond: 1e300", "requestsPerSecond 1e300: must be at most 10,000,000 (requests per second)")]
    [InlineData("requestsPerSecond: 10", "requestsPerSecond: 1e999", "must be greater than zero and finite")]
    [InlineData("growth: 28%", "launches: [{quarter: 2026-Q4, requestsPerSecond: 5}]", "launches[0].quarter: 2026-Q4: is before 2027-Q1, the first of the plan; add it to requestsPerSecond")]
    [InlineData("servers: [{", "training: [{name: a, accelerator: h100, acceleratorHoursPerQuarter: 1e300}]\nservers: [{", "training[0].acceleratorHoursPerQuarter: acceleratorHoursPerQuarter 1e300: must be at most 21,915,000,000")]
    [InlineData("servers: [{", "training: [{name: a, accelerator: h100, acceleratorHoursPerQuarter: 1}, {name: a, accelerator: h100, acceleratorHoursPerQuarter: 1}]\nservers: [{", "training[1].name: 'a': there is training of this name already")]
    [InlineData("servers: [{", "commitments: {commit-1-year: 130%}\nservers: [{", "must be 0 to 0.99 (share off the on-demand price)")]
    [InlineData("name: frankfurt,", "leadQuarters: 4,", "nothing ordered would arrive within the horizon of 4 quarters")]
    [InlineData("name: frankfurt,", "leadQuarters: {h100: 4},", "sites[0].leadQuarters.h100: 4: nothing ordered would arrive within the horizon of 4 quarters")]
    [InlineData("name: frankfurt,", "leadQuarters: {h100: 1, h100-sxm: 2},", "sites[0].leadQuarters.h100-sxm: is h100-sxm again; give it once")]
    [InlineData("name: frankfurt,", "leadQuarters: {h10: 1},", "sites[0].leadQuarters.h10: unknown accelerator \"h10\"")]
    [InlineData("name: frankfurt,", "megawatts: 0.001,", "below one server, ")]
    [InlineData("name: frankfurt,", "megawatts: -1,", "must be greater than zero")]
    [InlineData("name: frankfurt,", "servers: [bax],", "no server of this name; nearest: box")]
    [InlineData("aws/eu-central-1, purchases", "aws/eu-centrl-1, purchases", "unknown region")]
    [InlineData("prices: [{", "prices: [{instance: p5.48xlarge, purchase: commit-1-year, usdPerHour: 70}, {", "sites[0].prices[0].usdPerHour: 70: is dearer than 60 on demand")]
    [InlineData("instance: p5.48xlarge", "instance: p5.49xlarge", "nearest: p5.48xlarge")]
    [InlineData("limits: {ttft: 500ms, tpot: 50ms}", "limits: {}", "needs ttft, tpot or both")]
    [InlineData("model: meta", "residency: [XX]\n    model: meta", "neither a site, a region nor a country")]
    [InlineData("limits: {ttft: 500ms", "limits: {ttft: 500", "a duration needs its unit")]
    [InlineData("servers:", "commitments: {commit-1-year: 50%, commit-3-year: 30%}\nservers:", "nobody would commit for three")]
    [InlineData("servers:", "discounts: {awz: 18%}\nservers:", "discounts.awz: unknown provider; nearest: aws")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: p5.48xlarge, instances: 1, purchase: commit-1-year, usdPerHour: 40, until: 2026-Q4}]\nservers:", "ends before the plan starts")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: box, instances: 1, purchase: owned, until: 2028-Q4}, {site: frankfurt, instance: box, instances: 2, purchase: owned, until: 2028-Q4}]\nservers:", "conflicts with another entry")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: p5.48xlarge, instances: 1, purchase: commit-1-year, usdPerHour: 40, until: 2028-Q1}]\nservers:", "fleet[0].until: 2028-Q1: a commit-1-year that runs in 2027-Q1 ends in 2027-Q4 at the latest")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: p5.48xlarge, instances: 1, purchase: commit-3-year, usdPerHour: 40, until: 2030-Q1}]\nservers:", "ends in 2029-Q4 at the latest")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: p5.48xlarge, instances: 1, purchase: on-demand, usdPerHour: 40, until: 2028-Q1, bookUsd: 1}]\nservers:", "fleet[0].bookUsd: is of what is owned; leave it out")]
    [InlineData("servers:", "fleet: [{site: frankfurt, instance: box, instances: 1, purchase: owned, usdPerHour: 40, until: 2028-Q1}]\nservers:", "fleet[0].usdPerHour: is of what is rented; leave it out")]
    [InlineData("servers: [{", "training: [{name: a, accelerator: h100, acceleratorHoursPerQuarter: 1, preemptible: true, block: 64}]\nservers: [{", "training[0].block: is of training that may not give way")]
    [InlineData("classes:", "objective: {minimise: carbon, usdPerTonne: 100}\nclasses:", "objective.usdPerTonne: is a price beside cost, and carbon alone is minimised; leave it out, or write minimise: cost")]
    [InlineData("classes:", "objective: {minimise: accelerators, usdPerAcceleratorQuarter: 0}\nclasses:", "accelerators alone is minimised")]
    [InlineData("classes:", "objective: {minimise: costs}\nclasses:", "not one of cost, carbon, accelerators; nearest: cost")]
    public void Bad_input_names_its_place_the_rule_and_the_remedy(string good, string bad, string complaint)
    {
        InputException refused = Assert.Throws<InputException>(() => Read(Small.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(complaint, refused.Message, StringComparison.Ordinal);
        Assert.Contains("s.yaml", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("users: [{", "users: [{name: mars, near: aws/us-east-1, utcOffset: 0}, {", "users mars: no demand is theirs")]
    [InlineData("", "", "server box: no site lists it")]
    [InlineData("servers:", "discounts: {azure: 10%}\nservers:", "discount of azure: no site rents from it")]
    [InlineData("growth: 28%", "launches: [{quarter: 2028-Q1, requestsPerSecond: 5}]", "chat of europe: the launch in 2028-Q1 comes after the horizon")]
    [InlineData("servers: [{", "training: [{name: a, accelerator: h100, acceleratorHoursPerQuarter: 1, from: 2028-Q1, to: 2028-Q2}]\nservers: [{", "training a: runs from 2028-Q1 to 2028-Q2, outside of the horizon")]
    [InlineData("name: frankfurt,", "name: frankfurt, stock: {mi300x: 8}, quota: {mi300x: 8},", "frankfurt: its stock of mi300x limits nothing, none can be ordered there", "frankfurt: its quota of mi300x limits nothing, none can be ordered or stands there")]
    [InlineData("name: frankfurt,", "name: frankfurt, stock: {box: 8, p5.48xlarge: 1}, quota: {box: 8, h100: 64},", "frankfurt: its stock of box limits nothing, none can be ordered there", "frankfurt: its quota of box limits nothing, none can be ordered or stands there")]
    [InlineData("name: frankfurt,", "name: frankfurt, leadQuarters: {mi250x: 1, h100: 2},", "frankfurt: its lead time of mi250x delays nothing, none can be rented there")]
    [InlineData("name: frankfurt,", "name: frankfurt, megawatts: 1, tranches: [{from: 2028-Q1, megawatts: 2}],", "frankfurt: the 2 MW of 2028-Q1 come after the horizon")]
    [InlineData("name: frankfurt,", "name: frankfurt, servers: [box], halls: [{name: old}, {name: new, from: 2028-Q1}],", "frankfurt: hall new stands from 2028-Q1 on, after the horizon")]
    public void What_no_plan_of_the_scenario_looks_at_is_noted(string from, string to, params string[] notes)
    {
        string text = from.Length > 0 ? Small.Replace(from, to, StringComparison.Ordinal) : Small;
        Assert.True(from.Length == 0 || text != Small);
        IReadOnlyList<string> told = Read(text).Notes;
        Assert.All(notes, note => Assert.Contains(note, told));
        // The first is of the model's own source.
        Assert.All(told.Skip(1), note => Assert.Contains(note, notes.Append("server box: no site lists it")));
    }

    [Fact]
    public void What_stands_keeps_the_quota_of_its_type_of_instance() => Assert.Contains("fleet[0].instances: 2 box stand in frankfurt, its quota is 1; raise the quota",
        Assert.Throws<InputException>(() => Read(Small.Replace("name: frankfurt,", "name: frankfurt, quota: {h100: 16, box: 1},", StringComparison.Ordinal)
            .Replace("servers:", "fleet: [{site: frankfurt, instance: box, instances: 2, purchase: owned, until: 2028-Q4}]\nservers:", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_server_that_arrives_after_the_horizon_is_refused() => Assert.Contains("sites[0].servers: box arrives 4 quarters after its order, beyond the horizon of 4 quarters",
        Assert.Throws<InputException>(() => Read(Small.Replace("capitalUsd: 300000", "capitalUsd: 300000, leadQuarters: 4", StringComparison.Ordinal).Replace("name: frankfurt,", "servers: [box],", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
