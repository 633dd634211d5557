using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class StudentTTests
{
    /// <summary>Against the usual tables, to their last digit.</summary>
    [Theory]
    [InlineData(0.95, 1, 12.706)]
    [InlineData(0.95, 2, 4.303)]
    [InlineData(0.95, 7, 2.365)]
    [InlineData(0.99, 7, 3.499)]
    [InlineData(0.5, 4, 0.741)]
    [InlineData(0.95, 30, 2.042)]
    [InlineData(0.99, 60, 2.660)]
    [InlineData(0.95, 120, 1.980)]
    [InlineData(0.9, 100_000, 1.645)]
    public void The_tables_are_met(double probability, int degrees, double t) => Assert.Equal(t, StudentT.Within(probability, degrees), 0.0005);

    [Fact]
    public void Series_and_expansion_meet()
    {
        foreach (double probability in new[] { 0.1, 0.8, 0.95, 0.9999 })
        {
            double before = StudentT.Within(probability, 39), at = StudentT.Within(probability, 40), beyond = StudentT.Within(probability, 41);
            // The quantile falls as 1/degrees: the second difference is a fortieth of the first.
            Assert.InRange((at - beyond) / (before - at), 0.93, 0.97);
        }
    }
}
