namespace InferenceModeler.Tests;

public class DurationsTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("0.5s", 0.5)]
    [InlineData("2m", 120)]
    [InlineData("1 h", 3600)]
    [InlineData("250us", 0.00025)]
    public void A_number_with_its_unit_is_seconds(string text, double seconds) => Assert.Equal(seconds, Durations.Parse(text, "--ttft"), 12);

    [Theory]
    [InlineData("500", "500ms or 500s")]
    [InlineData("ms", "not a duration")]
    [InlineData("", "not a duration")]
    [InlineData("5 parsecs", "unknown unit 'parsecs'")]
    [InlineData("0s", "longer than zero")]
    [InlineData("-1s", "longer than zero")]
    [InlineData("NaN s", "longer than zero")]
    [InlineData("1e400s", "longer than zero")]
    public void Anything_else_is_refused_with_its_remedy(string text, string remedy)
    {
        string message = Assert.Throws<InputException>(() => Durations.Parse(text, "--ttft")).Message;
        Assert.StartsWith($"--ttft '{text}'", message);
        Assert.Contains(remedy, message);
    }
}
