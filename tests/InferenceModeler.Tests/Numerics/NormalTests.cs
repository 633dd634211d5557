using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class NormalTests
{
    [Fact]
    public void Quantile_undoes_cumulative() =>
        // The cumulative is good to 1.2e-7 relative, which the density at |z| = 5 turns into at most 3e-8 of z; near 0 into 3e-7.
        Gen.Double[-5, 3].Sample(z => Math.Abs(Normal.Quantile(Normal.Cumulative(z)) - z) < 2e-5);

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.01, -2.3263478740408408)]
    public void Quantile_gives_the_tabled_values(double probability, double z) => Assert.Equal(z, Normal.Quantile(probability), 8);
}
