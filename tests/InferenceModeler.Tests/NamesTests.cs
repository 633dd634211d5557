namespace InferenceModeler.Tests;

public class NamesTests
{
    static readonly string[] s_known = ["h100-sxm", "h200-sxm", "mi300x", "tpu-v5e", "a100-80-sxm"];

    [Theory]
    [InlineData("h100_sxn", "h100-sxm")]
    [InlineData("MI300", "mi300x")]
    [InlineData("tpuv5", "tpu-v5e")]
    public void A_mistyped_name_finds_its_neighbour_first(string given, string expected) => Assert.Equal(expected, Names.Nearest(given, s_known)[0]);

    [Fact]
    public void Three_names_are_given_at_most_and_all_when_fewer_are_known()
    {
        Assert.Equal(3, Names.Nearest("x", s_known).Count);
        Assert.Equal(["a"], Names.Nearest("x", ["a"]));
        Assert.Equal("", Names.NearestText("x", []));
    }

    [Fact]
    public void Spelling_of_separators_and_case_is_no_difference() => Assert.Equal(Names.Fold("H100 SXM"), Names.Fold("h100_sxm"));
}
