using InferenceModeler.Data.Scenarios;

namespace InferenceModeler.Tests.Scenarios;

public sealed class ScenarioFilesTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    Scenario Load(string yaml)
    {
        string path = Path.Combine(_folder.FullName, "s.yaml");
        File.WriteAllText(path, yaml);
        return ScenarioFiles.Load(path);
    }

    [Fact]
    public void The_default_answers_every_question_a_size_run_asks()
    {
        Scenario scenario = ScenarioFiles.Default();
        Assert.NotNull(scenario.Model);
        Assert.NotNull(scenario.Workload);
        Assert.Equal(0.5, scenario.TtftSeconds);
        Assert.Equal(0.05, scenario.TpotSeconds);
        Assert.Equal(0.95, scenario.Percentile);
        Assert.All(new double?[] { scenario.RequestsPerSecond, scenario.FailuresPerInstanceDay, scenario.RepairSeconds, scenario.ServerPowerFactor, scenario.Pue }, v => Assert.True(v > 0));
        Assert.NotEmpty(scenario.Regions);
        Assert.NotNull(scenario.Purchase);
    }

    [Fact]
    public void What_a_layer_says_wins_and_what_it_leaves_out_stays()
    {
        Scenario scenario = Load("traffic: {trace: t.csv, requestsPerSecond: 7}\nlimits: {ttft: 2s}\n").Over(ScenarioFiles.Default());
        Assert.EndsWith("t.csv", scenario.Trace);
        Assert.Null(scenario.Workload);
        Assert.Equal((7, 2, 0.05), (scenario.RequestsPerSecond, scenario.TtftSeconds, scenario.TpotSeconds));
    }

    [Theory]
    [InlineData("modle: x", "s.yaml line 1: modle: unknown key; nearest: model")]
    [InlineData("limits:\n  tftt: 1s", "s.yaml line 2: limits.tftt: unknown key; nearest: ttft")]
    [InlineData("limits:\n  ttft: 500", "s.yaml line 2: limits.ttft: ttft '500': a duration needs its unit; write 500ms or 500s")]
    [InlineData("limits: fast", "s.yaml line 1: limits: must hold keys and values, not a single value")]
    [InlineData("traffic:\n  requestsPerSecond: [1]", "s.yaml line 2: traffic.requestsPerSecond: must be a single value, not a list")]
    [InlineData("traffic:\n  requestsPerSecond: -1", "traffic.requestsPerSecond: requestsPerSecond -1: must be greater than zero")]
    [InlineData("traffic:\n  requestsPerSecond: .nan", "traffic.requestsPerSecond")]
    [InlineData("places:\n  regions: [us-east-1, {a: b}]", "places.regions[1]: must be a name, not keys and values")]
    [InlineData("places:\n  purchase: lease", "purchase 'lease': not one of on-demand")]
    [InlineData("headroom:\n  surge: 150%", "must be a share from 0% to 100%")]
    [InlineData("a: [", "not YAML")]
    [InlineData("limits: {ttft: 1s\ntraffic:\n  - {a: b}\n", "not closed")]
    [InlineData("- a", "a scenario holds keys and values")]
    [InlineData("model: x\nmodel: y", "model: is written twice; keep one")]
    public void Mistakes_name_the_file_the_line_the_path_and_the_remedy(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => Load(yaml)).Message);

    [Fact]
    public void A_missing_file_is_told_by_its_name() =>
        Assert.Contains("nowhere.yaml: no such file", Assert.Throws<InputException>(() => ScenarioFiles.Load("nowhere.yaml")).Message);

    public void Dispose() => _folder.Delete(recursive: true);
}
