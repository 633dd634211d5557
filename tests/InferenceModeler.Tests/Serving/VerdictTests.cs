using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

public class VerdictTests
{
    // Growth with its interval, waiting at the end, finished per busy second with its interval; ten requests arrive per second.
    [Theory]
    [InlineData(0, 0, 0, 0, 12, 13, ServingVerdict.Stable)]
    [InlineData(1, -0.5, 2.5, 9.9, 12, 13, ServingVerdict.Stable)]
    [InlineData(1, -0.5, 2.5, 10, 12, 13, ServingVerdict.Backlogged)]
    [InlineData(1, 0.9, 1.1, 2, 12, 13, ServingVerdict.Stable)]
    [InlineData(2, 1.1, 2.9, 2, 12, 13, ServingVerdict.Backlogged)]
    [InlineData(-2, -2.9, -1.1, 2, 12, 13, ServingVerdict.Backlogged)]
    [InlineData(50, 40, 60, 80, 9, 10, ServingVerdict.Backlogged)]
    [InlineData(50, 40, 60, 80, 9, 9.9, ServingVerdict.Overloaded)]
    [InlineData(1, -0.5, 2.5, 80, 9, 9.9, ServingVerdict.Overloaded)]
    [InlineData(50, 40, 60, 80, 9, double.NaN, ServingVerdict.Overloaded)]
    public void The_backlog_tells(double growth, double low, double high, double atEnd, double finished, double mostFinished, ServingVerdict verdict) =>
        Assert.Equal(verdict, ServingVerdicts.Of(new(growth, low, high), atEnd, 10, 10, 0, new(finished, double.NaN, mostFinished)));

    // A bounded queue does not grow, and one that few requests pass has no time to.
    [Theory]
    [InlineData(0, 9.9, ServingVerdict.Stable)]
    [InlineData(1, 9.9, ServingVerdict.Overloaded)]
    [InlineData(1, 10, ServingVerdict.Stable)]
    public void What_is_lost_beyond_what_the_pool_finishes_is_an_overload_without_a_backlog(long lost, double mostFinished, ServingVerdict verdict) =>
        Assert.Equal(verdict, ServingVerdicts.Of(new(0, 0, 0), 0, 10, 10, lost, new(9, double.NaN, mostFinished)));
}
