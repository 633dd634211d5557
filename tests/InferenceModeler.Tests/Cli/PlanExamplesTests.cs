using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

/// <summary>The scenarios that ship: what each is there to show, and its figures to two digits.</summary>
public class PlanExamplesTests
{
    static JsonElement Plan(string name, params string[] options)
    {
        Invocation run = Invocation.Of(["plan", Repository.File("examples", $"plan-{name}.yaml"), "--device", "host", "--json", .. options]);
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement answer = document.RootElement.Clone();
        Assert.InRange(answer.GetProperty("optimalityGap").GetDouble(), 0, 0.02);
        Golden.AssertSame($"plan-{name}.txt", Summary(answer));
        return answer;
    }

    static JsonElement[] List(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray()];

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    static string Summary(JsonElement answer)
    {
        StringBuilder text = new();
        text.Append($"{Text(answer.GetProperty("scenario"), "name")}: {Rounded(Number(answer.GetProperty("cost"), "totalUsd"))} $\n");
        foreach (JsonElement q in List(answer, "quarters"))
            text.Append($"{Text(q, "quarter")}: demand {Rounded(Number(q, "demandRequestsPerSecond"))} req/s, {Rounded(Number(q, "accelerators"))} accelerators, {Rounded(Number(q, "costUsd"))} $\n");
        foreach (string bought in List(answer, "orders").Select(o => $"{Text(o, "site")} {Text(o, "purchase")}").Distinct().Order(StringComparer.Ordinal)) text.Append($"orders {bought}\n");
        foreach (string limit in List(answer, "binding").Where(b => Number(b, "worth") > 0).Select(b => $"{Text(b, "limit")} {Text(b, "where")}").Order(StringComparer.Ordinal)) text.Append($"binds {limit}\n");
        return text.ToString();
    }

    // Two digits: plans within the gap of each other may differ in the third.
    static string Rounded(double value)
    {
        if (value == 0) return "0";
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return (Math.Round(value / unit) * unit).ToString("#,0.##", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_start_up_commits_and_orders_more_when_it_has_grown()
    {
        JsonElement answer = Plan("startup");
        JsonElement[] orders = List(answer, "orders");
        Assert.All(orders, o => Assert.Equal("virginia", Text(o, "site")));
        Assert.Contains(orders, o => Text(o, "arrives") == "2027-Q1" && Text(o, "purchase") == "commit-1-year");
        Assert.True(orders.Select(o => Text(o, "arrives")).Distinct().Count() > 1);
        JsonElement cost = answer.GetProperty("cost");
        Assert.True(Number(cost, "margin") < 0);
        Assert.InRange(Number(cost, "utilisation"), 0, Math.Min(0.5, Number(cost, "breakEvenUtilisation")));
    }

    [Fact]
    public void Three_clouds_keep_german_requests_in_germany()
    {
        JsonElement answer = Plan("clouds");
        Assert.All(List(answer, "flows").Where(f => Text(f, "users") == "germany"), f => Assert.EndsWith("frankfurt", Text(f, "site")));
        Assert.Contains(List(answer, "flows"), f => Text(f, "users") == "america" && Text(f, "site") == "aws-virginia");
    }

    [Fact]
    public void A_growing_cloud_waits_for_its_servers_and_its_power()
    {
        JsonElement answer = Plan("growth");
        JsonElement[] quarters = List(answer, "quarters");
        Assert.True(Number(quarters[0], "unservedRequests") > 0.01 * Number(quarters[0], "servedRequests"));
        Assert.Equal(Number(answer, "objective") - Number(answer, "bound"), Number(answer, "gapUsd"), 1);
        Assert.InRange(Index(Text(answer.GetProperty("catchUp"), "from")), Index("2027-Q3"), Index("2028-Q1"));
        Assert.True(Number(answer.GetProperty("catchUp"), "capitalIntensity") > 0.1);
        Assert.All(List(answer, "orders"), o => Assert.Equal(2, Index(Text(o, "arrives")) - Index(Text(o, "quarter"))));
        Assert.Contains(List(answer, "binding"), b => Text(b, "limit") == "power" && Text(b, "where") == "ohio" && Number(b, "worth") > 0);
        // What has a price first, and of it what binds first.
        (bool, string)[] bind = [.. List(answer, "binding").Select(b => (Number(b, "worth") <= 0, Text(b, "firstQuarter")))];
        Assert.Equal(bind.Order(), bind);
        JsonElement[] racks = [.. List(answer, "orders").Where(o => Text(o, "instance") == "own/gb200-nvl72")];
        Assert.NotEmpty(racks);
        Assert.All(racks, o => Assert.True(Text(o, "purchase") == "owned, liquid" && Index(Text(o, "arrives")) >= Index("2028-Q1") && Number(o, "accelerators") % 72 == 0));
        Assert.True(Number(answer.GetProperty("cost"), "trainingUsd") > 0);
        Assert.Equal(1.28, Number(quarters[4], "demandRequestsPerSecond") / Number(quarters[0], "demandRequestsPerSecond"), 1e-6);
    }

    [Fact]
    public void Own_racks_take_over_from_rented_ones_when_they_arrive()
    {
        JsonElement[] orders = List(Plan("own-or-rent"), "orders");
        Assert.All(orders.Where(o => Text(o, "purchase") == "owned"), o => Assert.True(Index(Text(o, "arrives")) - Index(Text(o, "quarter")) == 2 && Number(o, "capitalUsd") > 0));
        Assert.Contains(orders, o => Text(o, "purchase") == "owned");
        Assert.Contains(orders, o => Text(o, "site") == "cloud-frankfurt" && Text(o, "arrives") == "2027-Q1");
    }

    [Fact]
    public void Batch_work_fills_the_valleys_of_chat()
    {
        // Alone, each needs a fleet; together they need less than both.
        JsonElement answer = Plan("batch", "--what-if", "demand:summaries=-99%", "--what-if", "demand:chat=-99%");
        double together = Number(answer.GetProperty("cost"), "totalUsd");
        double[] alone = [.. List(answer, "whatIfs").Select(w => Number(w, "totalUsd"))];
        Assert.True(together < alone.Sum());
        Assert.Equal(together, alone[0], 1e-3 * together);
        Assert.True(alone[1] < together / 2);
        Assert.Equal(2, List(answer, "flows").Select(f => Text(f, "class")).Distinct().Count());
    }

    static int Index(string quarter) => 4 * int.Parse(quarter[..4], CultureInfo.InvariantCulture) + quarter[^1] - '0';
}
