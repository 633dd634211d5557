using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class LogHistogramTests
{
    static readonly Gen<double[]> s_values = Gen.Double[-35, 35].Select(x => Math.Pow(2, x)).Array[1, 300];

    static LogHistogram Of(IEnumerable<double> values)
    {
        LogHistogram histogram = new();
        foreach (double value in values) histogram.Add(value);
        return histogram;
    }

    [Fact]
    public void A_quantile_is_within_half_a_bin_of_the_exact_one() => Gen.Select(s_values, Gen.Double[0, 1]).Sample((values, fraction) =>
    {
        double exact = values.Order().ElementAt(Math.Max(1, (int)Math.Ceiling(fraction * values.Length)) - 1);
        Assert.Equal(exact, Of(values).Quantile(fraction), exact * LogHistogram.RelativeError);
    });

    [Fact]
    public void Merging_in_any_order_is_counting_all_at_once() => Gen.Select(s_values, s_values).Sample((left, right) =>
    {
        LogHistogram merged = Of(right);
        merged.Merge(Of(left));
        Assert.Equal(Of([.. left, .. right]).Filled(), merged.Filled());
    });

    [Fact]
    public void A_value_lies_in_the_bin_that_holds_it() => Gen.Double[-39.9, 39.9].Select(x => Math.Pow(2, x)).Sample(value =>
    {
        (double from, double to, long count) = Assert.Single(Of([value]).Filled());
        Assert.True(from <= value && value < to && count == 1);
        Assert.True((to - from) / 2 <= from * LogHistogram.RelativeError * (1 + 1e-12));
    });

    [Fact]
    public void Zero_tiny_and_huge_values_count_at_the_ends()
    {
        LogHistogram histogram = Of([0, 1e-300, 1e300, double.PositiveInfinity]);
        Assert.Equal(4, histogram.Count);
        Assert.Equal([2, 2], histogram.Filled().Select(bin => bin.Count));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    public void What_has_no_logarithm_is_refused(double value) => Assert.Throws<ArgumentOutOfRangeException>(() => Of([value]));

    [Fact]
    public void An_empty_histogram_has_no_quantile() => Assert.True(double.IsNaN(new LogHistogram().Quantile(0.5)));
}
