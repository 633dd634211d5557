using InferenceModeler.Cost;

namespace InferenceModeler.Tests.Fidelity;

public class EngineEraTests
{
    [Theory]
    [InlineData("0.6.3", true)]
    [InlineData("v0.4.0.post1", true)]
    [InlineData("0.7", false)]
    [InlineData("0.7.1", false)]
    [InlineData("0.10.2", false)]
    [InlineData("1.0.0rc3", false)]
    [InlineData("2024", true)]
    [InlineData("2025", false)]
    [InlineData("nightly", false)]
    [InlineData("", false)]
    public void A_version_below_the_limit_belongs_to_the_era(string version, bool belongs) => Assert.Equal(belongs, new EngineEra("2024", "vllm", "0.7", 2024).Holds(version));
}
