namespace InferenceModeler.Tests;

public class QuantitiesTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("many")]
    public void What_is_no_positive_number_is_refused(string text) =>
        Assert.Contains("--rate", Assert.Throws<InputException>(() => Quantities.Positive(text, "--rate", "requests/s")).Message);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("1e3", 1000)]
    [InlineData("100e-1", 10)]
    public void A_whole_number_may_have_an_exponent(string text, int value) => Assert.Equal(value, Quantities.Whole(text, "--requests"));

    [Theory]
    [InlineData("1.5")]
    [InlineData("15e-1")]
    [InlineData("many")]
    [InlineData("1e99")]
    [InlineData("3000000000")]
    [InlineData("0")]
    public void What_is_no_whole_number_of_the_range_is_refused(string text) => Assert.Contains("--requests", Assert.Throws<InputException>(() => Quantities.Whole(text, "--requests")).Message);

    [Theory]
    [InlineData("95", 0.95)]
    [InlineData("p99", 0.99)]
    [InlineData("99.9%", 0.999)]
    public void A_percentile_is_read_in_percent(string text, double fraction) => Assert.Equal(fraction, Quantities.Percentile(text, "--percentile"), 12);

    [Theory]
    [InlineData("0.95")]
    [InlineData("100")]
    [InlineData("-5")]
    [InlineData("NaN")]
    public void A_fraction_or_what_lies_outside_is_no_percentile(string text) =>
        Assert.Throws<InputException>(() => Quantities.Percentile(text, "--percentile"));

    [Theory]
    [InlineData("h100sxm", "h100-sxm")]
    [InlineData("mi300", "mi300x")]
    [InlineData("tranium2", "trainium2")]
    public void The_nearest_name_comes_first(string typed, string meant) =>
        Assert.Equal(meant, NearestNames.Of(typed, ["a100-80-sxm", "h100-sxm", "h200", "mi300x", "trainium2", "trainium1"])[0]);

    [Fact]
    public void Nothing_is_offered_where_nothing_is_near() => Assert.Empty(NearestNames.Of("zzzzzzz", ["h100-sxm", "mi300x"]));

    [Theory]
    [InlineData(0, "0 replicas")]
    [InlineData(1, "1 replica")]
    [InlineData(1155, "1,155 replicas")]
    public void A_noun_goes_by_its_count(long count, string text) => Assert.Equal(text, Quantities.Count(count, "replica"));
}
