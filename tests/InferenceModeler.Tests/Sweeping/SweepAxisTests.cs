using InferenceModeler.Sweeping;

namespace InferenceModeler.Tests.Sweeping;

public class SweepAxisTests
{
    [Theory]
    [InlineData("1,2,4", new[] { 1, 2, 4 })]
    [InlineData("4,2,2,1", new[] { 1, 2, 4 })]
    [InlineData("1..5", new[] { 1, 2, 3, 4, 5 })]
    [InlineData("1..10:4", new[] { 1, 5, 9 })]
    [InlineData("3..50*2", new[] { 3, 6, 12, 24, 48 })]
    [InlineData("7,1..3", new[] { 1, 2, 3, 7 })]
    public void Numbers_and_ranges_are_read(string text, int[] expected) => Assert.Equal(expected, SweepAxis.Parse(text.Split(','), "--loads").Values());

    [Theory]
    [InlineData("0", "at least 1")]
    [InlineData("x", "whole number")]
    [InlineData("5..1", "1..5")]
    [InlineData("1..8*1", "at least 2")]
    [InlineData("1..8:0", "at least 1")]
    [InlineData("1..16777216", "at most 10,000,000")]
    [InlineData("1..99999999", "at most 16777216")]
    public void What_is_no_axis_is_refused_with_the_rule(string text, string rule)
    {
        InputException refused = Assert.Throws<InputException>(() => SweepAxis.Parse(text.Split(','), "--loads"));
        Assert.Contains("--loads", refused.Message);
        Assert.Contains(rule, refused.Message);
    }
}
