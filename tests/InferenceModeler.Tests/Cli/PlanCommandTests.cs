using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public sealed class PlanCommandTests : IDisposable
{
    static readonly string[] s_orderNames = ["quarter", "site", "deployment", "accelerators", "purchase", "arrives"];

    static readonly string[] s_growths = ["low", "mid", "high"];
    static readonly double[] s_margins = [0.05, 0.15, 0.25, 0.35];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    string Small(string from = "", string to = "") => SmallFleet.In(_folder, from, to);

    static JsonElement Json(int code, params string[] arguments)
    {
        Invocation run = Invocation.Of(["plan", .. arguments, "--device", "host", "--json"]);
        Assert.True(run.ExitCode == code, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        return document.RootElement.Clone();
    }

    double Query(string sql)
    {
        using DuckDB.NET.Data.DuckDBConnection connection = new("Data Source=:memory:");
        connection.Open();
        using DuckDB.NET.Data.DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql.Replace("$", Path.Combine(_folder.FullName, "out"));
        return Convert.ToDouble(command.ExecuteScalar());
    }

    static double Total(JsonElement answer) => answer.GetProperty("cost").GetProperty("totalUsd").GetDouble();

    [Fact]
    public void The_document_keeps_its_contract_and_its_figures_agree_with_each_other()
    {
        JsonElement answer = Json(ExitCodes.Answered, Small());
        Assert.True(answer.GetProperty("run").GetProperty("seconds").GetDouble() > 0);
        Assert.NotEmpty(answer.GetProperty("run").GetProperty("device").GetString()!);
        Assert.InRange(answer.GetProperty("optimalityGap").GetDouble(), 0, 0.01);
        Assert.False(answer.GetProperty("timeLimited").GetBoolean());
        JsonElement[] orders = [.. answer.GetProperty("orders").EnumerateArray()], quarters = [.. answer.GetProperty("quarters").EnumerateArray()];
        Assert.NotEmpty(orders);
        Assert.All(orders, o => Assert.All(s_orderNames, n => Assert.NotEqual(JsonValueKind.Undefined, o.GetProperty(n).ValueKind)));
        Assert.Equal(["2027-Q1", "2027-Q2"], quarters.Select(q => q.GetProperty("quarter").GetString()!));
        Assert.All(quarters, q =>
        {
            Assert.True(q.GetProperty("capacityRequestsPerSecond").GetDouble() >= q.GetProperty("demandRequestsPerSecond").GetDouble());
            Assert.InRange(q.GetProperty("utilisation").GetDouble(), 0.01, 1);
            Assert.True(q.GetProperty("megawatts").GetDouble() > 0 && q.GetProperty("tonnesCo2").GetDouble() > 0);
        });
        Assert.Equal(60, quarters[0].GetProperty("demandRequestsPerSecond").GetDouble(), 0.6);
        JsonElement cost = answer.GetProperty("cost");
        Assert.Equal(quarters.Sum(q => q.GetProperty("opexUsd").GetDouble()), cost.GetProperty("totalUsd").GetDouble(), 0.01);
        // Served at these prices, the tokens earn what the fleet costs.
        JsonElement chat = cost.GetProperty("classes")[0];
        Assert.Equal(Total(answer), (chat.GetProperty("inputTokens").GetDouble() * cost.GetProperty("usdPerMillionInputTokens").GetDouble() + chat.GetProperty("outputTokens").GetDouble() * cost.GetProperty("usdPerMillionOutputTokens").GetDouble()) / 1e6, 1);
        Assert.Equal(4, cost.GetProperty("usdPerMillionOutputTokens").GetDouble() / cost.GetProperty("usdPerMillionInputTokens").GetDouble(), 1e-9);
        double revenue = cost.GetProperty("revenueUsd").GetDouble();
        Assert.Equal((revenue - Total(answer)) / revenue, cost.GetProperty("margin").GetDouble(), 1e-9);
        Assert.NotEmpty(answer.GetProperty("binding").EnumerateArray());
        Assert.Equal(1, answer.GetProperty("flows").EnumerateArray().Sum(f => f.GetProperty("share").GetDouble()), 1e-9);
        // Commitments of a year in a horizon of two quarters.
        double Owed(JsonElement order) => (Quarter(order) + 2) * order.GetProperty("usdPerQuarter").GetDouble();
        static int Quarter(JsonElement order) => order.GetProperty("arrives").GetString() == "2027-Q1" ? 0 : 1;
        Assert.Equal(orders.Where(o => o.GetProperty("purchase").GetString() == "commit-1-year").Sum(Owed), answer.GetProperty("owedAfterHorizonUsd").GetDouble(), 0.01);
        // A quarter later, nobody is served in the first of two.
        JsonElement waiting = answer.GetProperty("waiting");
        Assert.InRange(waiting.GetProperty("unservedShare").GetDouble(), 0.4, 0.5);
        Assert.InRange(waiting.GetProperty("savedUsd").GetDouble(), 0.3 * Total(answer), 0.7 * Total(answer));
        Assert.Equal(waiting.GetProperty("unservedShare").GetDouble() * revenue, waiting.GetProperty("lostRevenueUsd").GetDouble(), 1e-3 * revenue);
        Assert.Equal("2027-Q1", answer.GetProperty("catchUp").GetProperty("from").GetString());
    }

    [Fact]
    public void It_tells_of_each_deployment_whether_its_capacity_was_simulated_and_how_far_the_closed_form_is_off()
    {
        string file = Small("simulate: none", "margin: 15%");
        JsonElement simulated = Json(ExitCodes.Answered, file).GetProperty("capacities")[0], closed = Json(ExitCodes.Answered, file, "--simulate", "none").GetProperty("capacities")[0];
        Assert.Equal(("simulated", "closed-form"), (simulated.GetProperty("basis").GetString(), closed.GetProperty("basis").GetString()));
        double counts = simulated.GetProperty("requestsPerSecondPerReplica").GetDouble();
        Assert.Equal(counts, simulated.GetProperty("simulatedRequestsPerSecond").GetProperty("low").GetDouble());
        Assert.Equal(closed.GetProperty("requestsPerSecondPerReplica").GetDouble(), counts * (1 + simulated.GetProperty("closedFormGap").GetDouble()), 1e-9);
        Invocation told = Invocation.Of("plan", file, "--device", "host");
        Assert.Contains("  h100-sxm tp4 fp8 vllm/2048   chat    simulated", told.Out);
        Assert.Contains("1 capacity simulated", told.Error);
    }

    [Fact]
    public void The_same_scenario_prints_the_same_bytes()
    {
        string[] arguments = ["plan", Small(), "--device", "host", "--worlds", "50", "--what-if", "growth=high"];
        Assert.Equal(Invocation.Of(arguments).Out, Invocation.Of(arguments).Out);
    }

    [Fact]
    public void More_growth_and_less_discount_never_cost_less()
    {
        string file = Small();
        double plain = Total(Json(ExitCodes.Answered, file)), grown = Total(Json(ExitCodes.Answered, file, "--growth", "high")), cheap = Total(Json(ExitCodes.Answered, file, "--discount", "aws=18%"));
        Assert.True(grown >= plain * 0.99);
        Assert.Equal(0.82, cheap / plain, 0.01);
    }

    [Fact]
    public void What_ifs_are_planned_beside_the_scenario_and_told_as_differences()
    {
        JsonElement answer = Json(ExitCodes.Answered, Small(), "--what-if", "price:h100=-20%", "--what-if", "demand=+100%", "--what-if", "power=5kW");
        JsonElement[] whatIfs = [.. answer.GetProperty("whatIfs").EnumerateArray()];
        Assert.Equal(["price:h100=-20%", "demand=+100%", "power=5kW"], whatIfs.Select(w => w.GetProperty("edit").GetString()!));
        Assert.Equal(-0.2 * Total(answer), whatIfs[0].GetProperty("difference").GetProperty("totalUsd").GetDouble(), 0.011 * Total(answer));
        Assert.True(whatIfs[1].GetProperty("difference").GetProperty("accelerators").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, whatIfs[2].GetProperty("totalUsd").ValueKind);
        string reason = whatIfs[2].GetProperty("reason").GetString()!;
        Assert.Contains("power", reason);
        // Below the table: what stands in the way of an edit is no limit that binds.
        Invocation told = Invocation.Of("plan", Small(), "--device", "host", "--what-if", "power=5kW", "--what-if", "growth=mid");
        Assert.Contains($"\n  power=5kW: {reason} (power of virginia: ", told.Out);
        Assert.Contains("--what-if growth=mid changes nothing", told.Error);
    }

    [Fact]
    public void A_carbon_price_is_part_of_the_dollars_and_each_what_if_has_its_gap()
    {
        string file = Small();
        JsonElement answer = Json(ExitCodes.Answered, file, "--what-if", "carbon=100");
        JsonElement priced = answer.GetProperty("whatIfs")[0];
        double carbon = priced.GetProperty("carbonUsd").GetDouble();
        Assert.Equal(100 * priced.GetProperty("tonnesCo2").GetDouble(), carbon, 1e-6);
        // The fleet stays as it is at this price, so that the difference is the price of the carbon.
        Assert.Equal(carbon, priced.GetProperty("difference").GetProperty("totalUsd").GetDouble(), 0.01 * carbon);
        string told = Invocation.Of("plan", file, "--device", "host", "--what-if", "carbon=100").Out;
        Assert.Matches("change +\\$ +change +carbon \\$ of it +gap ", told);
        Assert.DoesNotContain("carbon $", Invocation.Of("plan", file, "--device", "host", "--what-if", "growth=high").Out);
    }

    [Fact]
    public void Where_limits_contradict_each_other_the_answer_is_no_and_names_them()
    {
        string file = Small("megawatts: 1}", "megawatts: 0.011}");
        JsonElement answer = Json(ExitCodes.AnsweredNo, file);
        Assert.Empty(answer.GetProperty("orders").EnumerateArray());
        Assert.Contains("power", answer.GetProperty("reason").GetString());
        JsonElement first = answer.GetProperty("conflicts")[0];
        Assert.Equal("power", first.GetProperty("limit").GetString());
        Assert.Contains("kW", first.GetProperty("detail").GetString());
        Assert.Contains("power of virginia", Invocation.Of("plan", file, "--device", "host").Out);
        Invocation hurried = Invocation.Of("plan", file, "--device", "host", "--simulate", "none", "--time-limit", "0.001us");
        Assert.Equal(ExitCodes.AnsweredNo, hurried.ExitCode);
        Assert.Contains("a longer --time-limit", hurried.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_what_if_without_a_plan_says_what_lifting_its_limit_takes()
    {
        JsonElement whatIf = Json(ExitCodes.Answered, Small(), "--what-if", "power:virginia=11kW").GetProperty("whatIfs")[0];
        JsonElement first = whatIf.GetProperty("conflicts")[0];
        Assert.Equal("power", first.GetProperty("limit").GetString());
        Assert.Contains(first.GetProperty("detail").GetString()!, Invocation.Of("plan", Small(), "--device", "host", "--what-if", "power:virginia=11kW").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_never_runs_and_growth_that_changes_nothing_are_told()
    {
        string file = Small("commitments:", "training: [{name: big, accelerator: h100, acceleratorHoursPerQuarter: 20000, block: 4096}]\nrules: {mayFallShort: true}\ncommitments:");
        JsonElement job = Json(ExitCodes.Answered, file).GetProperty("training")[0];
        Assert.Equal(("big", 40_000, 40_000), (job.GetProperty("name").GetString(), job.GetProperty("acceleratorHours").GetDouble(), job.GetProperty("undoneAcceleratorHours").GetDouble()));
        Assert.Contains("unserved     training big never runs: its 40,000 accelerator-hours are left undone", Invocation.Of("plan", file, "--device", "host").Out, StringComparison.Ordinal);
        Assert.Contains("--growth=high changes nothing", Invocation.Of("plan", Small("growth: {low: 0%, mid: 100%, high: 300%}", "growth: 100%"), "--device", "host", "--growth", "high").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_plans_in_a_moment_and_well()
    {
        JsonElement answer = Json(ExitCodes.Answered);
        Assert.NotEmpty(answer.GetProperty("orders").EnumerateArray());
        Assert.InRange(answer.GetProperty("optimalityGap").GetDouble(), 0, 0.01);
    }

    [Fact]
    public void Minimising_carbon_or_accelerators_never_takes_more_of_them_and_never_costs_less()
    {
        string file = Small("[on-demand, commit-1-year], megawatts: 1}", "[on-demand], megawatts: 1}\n  - {name: montreal, region: aws/ca-central-1, zones: 3, zonesOf: {h100-sxm: 3}, purchases: [on-demand]}");
        JsonElement cost = Json(ExitCodes.Answered, file), carbon = Json(ExitCodes.Answered, file, "--minimise", "carbon"), accelerators = Json(ExitCodes.Answered, file, "--minimise", "accelerators");
        double Sum(JsonElement answer, string figure) => answer.GetProperty("quarters").EnumerateArray().Sum(q => q.GetProperty(figure).GetDouble());
        Assert.Equal(("$", "t CO2", "accelerator-quarters"), (cost.GetProperty("objectiveUnit").GetString(), carbon.GetProperty("objectiveUnit").GetString(), accelerators.GetProperty("objectiveUnit").GetString()));
        Assert.True(Sum(carbon, "tonnesCo2") < 0.5 * Sum(cost, "tonnesCo2"));
        Assert.True(Sum(accelerators, "accelerators") <= 1.01 * Sum(cost, "accelerators"));
        Assert.True(Math.Min(Total(carbon), Total(accelerators)) >= 0.99 * Total(cost));
        Assert.Contains("minimised", Invocation.Of("plan", file, "--device", "host", "--minimise", "carbon").Out);
    }

    [Fact]
    public void The_margin_is_that_of_the_plan_at_its_own_use_and_nothing_where_it_breaks_even()
    {
        JsonElement cost = Json(ExitCodes.Answered, Small()).GetProperty("cost");
        double used = cost.GetProperty("utilisation").GetDouble(), even = cost.GetProperty("breakEvenUtilisation").GetDouble(), margin = cost.GetProperty("margin").GetDouble();
        // Electricity is part of a rent, so all costs stay: revenue at break-even is the cost.
        Assert.Equal(1 - even / used, margin, 1e-9);
        JsonElement[] curve = [.. cost.GetProperty("marginByUtilisation").EnumerateArray()];
        Assert.All(curve, at => Assert.Equal(1 - even / at.GetProperty("utilisation").GetDouble(), at.GetProperty("margin").GetDouble(), 1e-9));
        Assert.Equal((20, 1), (curve.Length, curve[^1].GetProperty("utilisation").GetDouble()));
        Assert.Equal(used, cost.GetProperty("allocated").GetProperty("usdPerMillionTokens").GetDouble() / cost.GetProperty("usdPerMillionTokens").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("1}", @"^cost +\S+ k?M?\$ over 2 quarters, within \S+% of the least possible")]
    [InlineData("0.04}\nrules: {mayFallShort: true}", @"^cost +\S+ k?M?\$ over 2 quarters, within \S+% of the least possible that leaves no more short \(.*\)\nunserved +\S+% of the requests go short(; of the demand, each request by its priority, \S+%)?; no plan of no higher cost leaves less than \S+%\n")]
    public void The_gap_is_one_of_the_cost_or_where_demand_goes_short_of_what_is_minimised(string megawatts, string line) =>
        Assert.Matches($"(?m){line}", Invocation.Of("plan", Small("1}\ncommitments", $"{megawatts}\ncommitments"), "--device", "host").Out);

    [Fact]
    public void Without_time_to_simulate_it_says_that_capacities_are_the_closed_forms_and_promises_nothing_cheaper()
    {
        const string Note = "capacities that the plan counts on are the closed form's";
        string file = Repository.File("examples", "plan-startup.yaml"), hurried = Invocation.Of("plan", file, "--device", "host", "--time-limit", "0.001us").Out;
        Assert.Contains(Note, hurried, StringComparison.Ordinal);
        Assert.DoesNotContain("cheaper", hurried, StringComparison.Ordinal);
        Assert.DoesNotContain(Note, Invocation.Of("plan", file, "--device", "host").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_without_orders_says_why()
    {
        string file = Small("commitments:", "fleet: [{site: virginia, instance: p5.48xlarge, instances: 30, purchase: commit-1-year, usdPerHour: 30, until: 2027-Q4}]\ncommitments:");
        JsonElement answer = Json(ExitCodes.Answered, file);
        Assert.Empty(answer.GetProperty("orders").EnumerateArray());
        Assert.Contains("stands already", answer.GetProperty("reason").GetString());
        JsonElement held = answer.GetProperty("fleet").EnumerateArray().Single(f => f.GetProperty("held").ValueKind == JsonValueKind.Number);
        Assert.Equal(30, held.GetProperty("held").GetInt32());
    }

    [Fact]
    public void Worlds_tell_how_often_the_limits_are_kept_and_certainty_repeats_the_plan()
    {
        JsonElement answer = Json(ExitCodes.Answered, Small(), "--worlds", "200"), worlds = answer.GetProperty("worlds");
        Assert.InRange(worlds.GetProperty("sloKeptProbability").GetDouble(), 0.01, 0.99);
        Assert.True(worlds.GetProperty("usd").GetProperty("p5").GetDouble() < worlds.GetProperty("usd").GetProperty("p95").GetDouble());
        // The scenario's own caution, then every other pair of growth and margin.
        JsonElement[] plans = [.. worlds.GetProperty("plans").EnumerateArray()];
        (string, double)[] cautions = [.. plans.Select(p => (p.GetProperty("growth").GetString()!, p.GetProperty("margin").GetDouble()))];
        Assert.Equal(("mid", 0.15), cautions[0]);
        Assert.Equal(s_growths.SelectMany(g => s_margins.Select(m => (g, m))).Order(), cautions.Order());
        Assert.Equal(worlds.GetProperty("sloKeptProbability").GetDouble(), plans[0].GetProperty("sloKeptProbability").GetDouble());
        foreach (string best in new[] { "bestInMean", "bestAtTail" })
            Assert.NotEmpty(plans.Single(p => p.GetProperty("name").GetString() == worlds.GetProperty(best).GetString()).GetProperty("orders").EnumerateArray());
        Assert.True(worlds.GetProperty("priceOfRobustnessUsd").GetDouble() >= 0 && worlds.GetProperty("priceOfKeepingUsd").GetDouble() >= 0);
        double Kept(int plan) => plans[plan].GetProperty("sloKeptProbability").GetDouble();
        Assert.True(Kept(Array.IndexOf(cautions, ("mid", 0.35))) > Kept(Array.IndexOf(cautions, ("mid", 0.05))));
        Assert.Equal(plans.Max(p => p.GetProperty("sloKeptProbability").GetDouble()), plans.Single(p => p.GetProperty("name").GetString() == worlds.GetProperty("mostKept").GetString()).GetProperty("sloKeptProbability").GetDouble());
        JsonElement[] tornado = [.. worlds.GetProperty("tornado").EnumerateArray()];
        Assert.Equal("h100-sxm", tornado.Single(b => b.GetProperty("factor").GetString() == "capacity").GetProperty("of").GetString());
        const string certain = "uncertainty: {growth: [1, 1, 1], demand: [1, 1, 1], capacity: [1, 1, 1], availability: [1, 1, 1], orderPrice: [1, 1, 1], energyPrice: [1, 1, 1], deliveryDelay: [0, 0, 0]}";
        JsonElement planned = Json(ExitCodes.Answered, Small("commitments:", certain + "\ncommitments:"), "--worlds", "20");
        Assert.Equal(1, planned.GetProperty("worlds").GetProperty("sloKeptProbability").GetDouble());
        Assert.Equal(Total(planned), planned.GetProperty("worlds").GetProperty("usd").GetProperty("p95").GetDouble(), 1);
        Assert.Empty(planned.GetProperty("worlds").GetProperty("tornado").EnumerateArray());
    }

    [Fact]
    public void A_plan_is_replayed_in_the_simulator_with_all_zones_and_with_one_lost()
    {
        JsonElement[] places = [.. Json(ExitCodes.Answered, Small("quarters: 2", "quarters: 1"), "--replay").GetProperty("replay").EnumerateArray()];
        Assert.Equal([false, true], places.Select(p => p.GetProperty("zoneLost").GetBoolean()).Order());
        Assert.All(places, p =>
        {
            JsonElement worst = p.GetProperty("worst");
            Assert.Equal("chat of america", p.GetProperty("demand").GetString());
            Assert.True(p.GetProperty("hours").GetInt32() > 1);
            Assert.Equal(0.95, worst.GetProperty("promised").GetDouble(), 0.01);
            Assert.InRange(worst.GetProperty("attained").GetProperty("value").GetDouble(), 0.5, 1);
        });
    }

    [Fact]
    public void A_replay_sums_the_power_of_each_site_over_its_replicas()
    {
        JsonElement answer = Json(ExitCodes.Answered, Small("quarters: 2", "quarters: 1"), "--replay"), feeder = answer.GetProperty("feeders").EnumerateArray().Single();
        double provisioned = feeder.GetProperty("provisionedMegawatts").GetDouble(), mean = feeder.GetProperty("meanMegawatts").GetDouble(), p99 = feeder.GetProperty("p99Megawatts").GetDouble();
        Assert.Equal("virginia", feeder.GetProperty("site").GetString());
        Assert.Equal(answer.GetProperty("quarters")[0].GetProperty("megawatts").GetDouble(), provisioned, 1e-9);
        // Between rest and the nameplate.
        Assert.True(0.2 * provisioned < mean && mean < p99 && p99 < provisioned);
        JsonElement[] ratios = [.. feeder.GetProperty("oversubscription").EnumerateArray()];
        double Exceeded(JsonElement ratio, string end) => ratio.GetProperty("exceedProbability").GetProperty(end).GetDouble();
        Assert.Equal([1, 1.1, 1.2, 1.3, 1.5], ratios.Select(r => r.GetProperty("ratio").GetDouble()));
        Assert.Equal(0, Exceeded(ratios[0], "value"));
        Assert.All(ratios.Zip(ratios.Skip(1)), pair => Assert.True(Exceeded(pair.First, "value") <= Exceeded(pair.Second, "value")));
        Assert.All(ratios, r => Assert.True(Exceeded(r, "high") > 0));
        // A ratio that is hardly ever exceeded leaves room for the 99th percentile.
        Assert.True(provisioned / feeder.GetProperty("largestRatio").GetDouble() > p99);
        Assert.Contains("sum of simulated replicas", Invocation.Of("plan", Small("quarters: 2", "quarters: 1"), "--device", "host", "--replay").Out);
    }

    [Fact]
    public void Files_are_written_whole_and_never_over_others_unasked()
    {
        string file = Small(), output = Path.Combine(_folder.FullName, "out.parquet"), plot = Path.Combine(_folder.FullName, "plan.png"), drawing = Path.Combine(_folder.FullName, "plan.svg");
        Assert.Equal(0, Invocation.Of("plan", file, "--device", "host", "--output", output, "--plot", plot).ExitCode);
        Assert.Equal(0, Invocation.Of("plan", file, "--device", "host", "--output", output, "--overwrite", "--plot", drawing).ExitCode);
        JsonElement answer = Json(ExitCodes.Answered, file);
        Assert.Equal(answer.GetProperty("orders").EnumerateArray().Sum(o => o.GetProperty("accelerators").GetDouble()), Query("SELECT sum(accelerators) FROM read_parquet('$-orders.parquet') WHERE site = 'virginia'"));
        Assert.Equal(Total(answer), Query("SELECT sum(opex_usd + capital_charge_usd) FROM read_parquet('$-quarters.parquet')"), 0.01);
        Assert.Equal(Total(answer), Query("SELECT sum(cost_usd) FROM read_parquet('$-quarters.parquet')"), 0.01);
        Assert.Equal(0, Query("SELECT sum(once_usd) FROM read_parquet('$-orders.parquet')"));
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(plot)[..4]);
        Assert.Contains("<svg", File.ReadAllText(drawing));
        Invocation.AssertRefused(["plan", file, "--output", output], "out-orders.parquet", "is there already", "--overwrite");
    }

    [Theory]
    [InlineData("--gap '5'", "--gap", "5")]
    [InlineData("for example 1%", "--gap", "101%")]
    [InlineData("must end in .png or .svg", "--plot", "plan.jpg")]
    [InlineData("no-such-folder does not exist", "--plot", "no-such-folder/plan.png")]
    [InlineData("must be a percentage", "--gap", "0")]
    [InlineData("at most +10000%", "--what-if", "demand:chat=+1e9%")]
    [InlineData("must end in .parquet", "--output", "plan.csv")]
    [InlineData("--overwrite needs --output", "--overwrite")]
    [InlineData("--seed needs --worlds", "--seed", "3")]
    [InlineData("nothing from 'amazon'; nearest: aws", "--discount", "amazon=18%")]
    [InlineData("aws=18%", "--discount", "aws=18")]
    [InlineData("--discount 'aws=1,8%'", "--discount", "aws=1,8%")]
    [InlineData("aws has 'aws=18%' and 'aws=20%'; give one for each provider", "--discount", "aws=18%", "--discount", "aws=20%")]
    [InlineData("nearest: price", "--what-if", "prize:h100=-20%")]
    [InlineData("write provider:aws=off", "--what-if", "provider:aws=on")]
    [InlineData("must be at least 1", "--worlds", "0")]
    [InlineData("duration", "--time-limit", "30")]
    public void Options_out_of_range_are_refused_in_one_line(string complaint, params string[] options) => Invocation.AssertRefused(["plan", Small(), .. options], complaint);

    [Theory]
    [InlineData("growth: {low: 0%, mid: 100%, high: 300%}", "growth: -100%", "-100%", "above -100%")]
    [InlineData("growth: {low: 0%, mid: 100%, high: 300%}", "growth: 10000%", "10000%", "at most 1000%")]
    [InlineData("megawatts: 1}", "megawatts: 0.001}", "below one server")]
    [InlineData("megawatts: 1}", "megawatts: 1, leadQuarters: 2}", "horizon")]
    [InlineData("region: aws/us-east-1, zones", "region: aws/us-east-9, zones", "us-east-9", "nearest")]
    [InlineData("purchases: [on-demand, commit-1-year]", "prices: [{instance: p5.48xlarge, purchase: on-demand, usdPerHour: 0}]", "greater than zero")]
    [InlineData("price: {input", "residency: [DE]\n    price: {input", "residency", "DE")]
    [InlineData("zones: 3", "zones: 0", "zones")]
    [InlineData("zones: 3", "zones: 99", "has 6", "give at most")]
    [InlineData("price: {input: 0.6, output: 2.4}", "price: {input: 0, output: 0}", "both 0", "leave price out")]
    [InlineData("requestsPerSecond: 60", "requestsPerSecond: 1e12", "requestsPerSecond 1e12", "at most 10,000,000")]
    [InlineData("commitments: {commit-1-year: 30%}", "commitments: {commit-1-year: 30%, commit-3-year: 10%}", "commit-3-year")]
    [InlineData("commitments:", "uncertainty: {growth: [1, 0.9, 1.2]}\ncommitments:", "growth", "must rise")]
    [InlineData("commitments:", "uncertainty: {growth: [1, 1]}\ncommitments:", "growth", "give three")]
    [InlineData("commitments:", "uncertainty: {grwth: [1, 1, 1]}\ncommitments:", "grwth", "nearest: growth")]
    public void Scenarios_that_cannot_be_are_refused_in_one_line(string from, string to, params string[] complaints) => Invocation.AssertRefused(["plan", Small(from, to)], complaints);

    [Fact]
    public void A_time_limit_leaves_the_best_found_marked_and_says_how_to_go_on()
    {
        Invocation run = Invocation.Of("plan", Small(), "--device", "host", "--time-limit", "1ms");
        Assert.True(run.ExitCode is ExitCodes.Answered or ExitCodes.AnsweredNo, run.Error);
        Assert.Contains("--time-limit", run.Out, StringComparison.Ordinal);
    }
}
