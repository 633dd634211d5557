using System.Text.Json;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public sealed class DiffCommandTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A saved plan with these orders: quarter of arrival, site, instances of eight accelerators.</summary>
    string Saved(string name, double usd, params (string Arrives, string Site, int Instances)[] orders) => Saved(name, usd, unserved: 0, gapUsd: 0, kept: 2, orders);

    string Saved(string name, double usd, double unserved, double gapUsd, int kept, params (string Arrives, string Site, int Instances)[] orders)
    {
        string path = Path.Combine(_folder.FullName, $"{name}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            scenario = new { name, growth = "mid" },
            orders = orders.Select(o => new { quarter = o.Arrives, arrives = o.Arrives, site = o.Site, instance = "i", purchase = "on-demand", instances = o.Instances, accelerators = 8 * o.Instances }),
            quarters = new[] { new { quarter = "2027-Q1", demandRequestsPerSecond = 1, capacityRequestsPerSecond = 2, utilisation = 0.5, accelerators = 8, megawatts = 0.1, capexUsd = 0, opexUsd = usd, costUsd = usd, tonnesCo2 = 3, servedRequests = 1 - unserved, unservedRequests = unserved } },
            fleet = new[] { new { site = "x", instance = "i", purchase = "owned", held = (int?)2, kept = (int?)kept, moved = (int?)0, givenUp = (int?)(2 - kept) }, new { site = "x", instance = "i", purchase = "on-demand", held = (int?)null, kept = (int?)null, moved = (int?)null, givenUp = (int?)null } },
            optimalityGap = gapUsd / usd,
            gapUsd,
            unservedShare = unserved,
            binding = new[] { new { limit = "power", where = name } },
            cost = new { totalUsd = usd, capexUsd = 0, opexUsd = usd, usdPerMillionInputTokens = 1, usdPerMillionOutputTokens = (double?)null, usdPerMillionTokens = 2 },
        }));
        return path;
    }

    static JsonElement Diff(string from, string to)
    {
        Invocation run = Invocation.Of("diff", from, to, "--json");
        Assert.True(run.ExitCode == ExitCodes.Answered, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Out);
        return document.RootElement.Clone();
    }

    [Fact]
    public void Orders_are_moved_in_time_then_in_place_and_the_rest_is_added_or_removed()
    {
        string a = Saved("a", 100, ("2027-Q1", "x", 4), ("2027-Q1", "y", 2)), b = Saved("b", 130, ("2027-Q2", "x", 3), ("2027-Q1", "z", 2), ("2027-Q3", "w", 5));
        JsonElement diff = Diff(a, b);
        JsonElement[] moved = [.. diff.GetProperty("moved").EnumerateArray()];
        // Three of x come a quarter later; two of y go to z; the fourth of x is one of the five of w, later and elsewhere.
        Assert.Equal([("x", "x", 3), ("y", "z", 2), ("x", "w", 1)], moved.Select(m => (m.GetProperty("fromSite").GetString()!, m.GetProperty("toSite").GetString()!, m.GetProperty("instances").GetInt32())).OrderByDescending(m => m.Item3));
        JsonElement added = Assert.Single(diff.GetProperty("added").EnumerateArray());
        Assert.Equal(("w", 4, 32), (added.GetProperty("site").GetString(), added.GetProperty("instances").GetInt32(), added.GetProperty("accelerators").GetInt32()));
        Assert.Empty(diff.GetProperty("removed").EnumerateArray());
        Assert.Equal(30, diff.GetProperty("cost")[0].GetProperty("difference").GetDouble());
        Assert.Equal("power b", Assert.Single(diff.GetProperty("bindsNow").EnumerateArray()).GetString());
        Assert.Contains("+30.0%", Invocation.Of("diff", a, b).Out);
    }

    [Fact]
    public void What_goes_unserved_and_what_is_kept_differ_too()
    {
        string a = Saved("a", 100, unserved: 0, gapUsd: 1, kept: 2), b = Saved("b", 60, unserved: 0.7, gapUsd: 1, kept: 1);
        JsonElement diff = Diff(a, b);
        Assert.Equal(0.7, diff.GetProperty("unserved")[0].GetProperty("difference").GetDouble());
        Assert.False(diff.GetProperty("isServiceAlike").GetBoolean());
        JsonElement held = Assert.Single(diff.GetProperty("held").EnumerateArray());
        Assert.Equal((-1, 1), (held.GetProperty("kept").GetProperty("difference").GetDouble(), held.GetProperty("givenUp").GetProperty("difference").GetDouble()));
        string shown = Invocation.Of("diff", a, b).Out;
        Assert.Contains("+70.0 points", shown);
        Assert.Contains("their costs do not compare", shown);
        Assert.Contains("2 → 1", shown);
    }

    [Theory]
    [InlineData(101, true)] // The second may be 2 lower.
    [InlineData(99.5, true)] // The first may be 1 lower.
    [InlineData(97, false)]
    [InlineData(103, false)]
    [InlineData(100, false)] // No difference at all.
    public void A_difference_within_the_gaps_is_marked(double usd, bool isWithin)
    {
        string a = Saved("a", 100, unserved: 0, gapUsd: 1, kept: 2), b = Saved("b", usd, unserved: 0, gapUsd: 2, kept: 2);
        Assert.Equal(isWithin, Diff(a, b).GetProperty("isCostWithinGaps").GetBoolean());
        Assert.Equal(isWithin, Invocation.Of("diff", a, b).Out.Contains("within the gaps"));
    }

    [Fact]
    public void A_plan_does_not_differ_from_itself_and_real_documents_are_read()
    {
        string scenario = SmallFleet.In(_folder), saved = Path.Combine(_folder.FullName, "plan.json");
        File.WriteAllText(saved, Invocation.Of("plan", scenario, "--device", "host", "--json").Out);
        JsonElement diff = Diff(saved, saved);
        Assert.True(diff.GetProperty("ordersAlike").GetBoolean());
        Assert.All(diff.GetProperty("cost").EnumerateArray(), c => Assert.Equal(0, c.GetProperty("difference").GetDouble()));
        Assert.Contains("orders       the same", Invocation.Of("diff", saved, saved).Out);
    }

    [Theory]
    [InlineData("soon", 4, "orders[0] comes in 'soon'")]
    [InlineData("2027-Q1", -5, "orders[0] is of -5 instances")]
    public void Orders_that_no_plan_has_are_refused(string quarter, int instances, string complaint)
    {
        string path = Saved("odd", 100, (quarter, "x", instances));
        Invocation.AssertRefused(["diff", path, path], "not a saved plan", complaint);
    }

    [Theory]
    [InlineData("", "not a saved plan (it is empty)")]
    [InlineData("{", "not a saved plan (not JSON from line 1 on)")]
    [InlineData("[1]", "not a saved plan")]
    [InlineData("{\"orders\": []}", "not a saved plan", "is missing")]
    [InlineData("{\"orders\": 3}", "not a saved plan", "orders is incomplete or of another kind")]
    [InlineData("{\"cost\": {\"totalUsd\": \"much\"}}", "not a saved plan", "cost.totalUsd is incomplete or of another kind")]
    [InlineData("null", "holds nothing")]
    [InlineData("{\"quarters\": null}", "not a saved plan", "quarters is incomplete or of another kind")]
    public void What_is_no_saved_plan_is_refused(string text, params string[] complaints)
    {
        string path = Path.Combine(_folder.FullName, "other.json");
        File.WriteAllText(path, text);
        Invocation.AssertRefused(["diff", path, path], complaints);
        string error = Invocation.Of("diff", path, path).Error;
        Assert.DoesNotContain("System.", error);
        Assert.DoesNotContain("InferenceModeler.", error);
        Invocation.AssertRefused(["diff", _folder.FullName, path], "is a folder");
        Invocation.AssertRefused(["diff", Path.Combine(_folder.FullName, "missing.json"), path], "no such file", "plan --json");
    }
}
