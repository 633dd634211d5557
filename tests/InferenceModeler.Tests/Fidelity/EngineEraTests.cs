using InferenceModeler.Cost;
using InferenceModeler.Fidelity;

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

    [Theory]
    [InlineData("0.12.0", "measured 2026-03-01", "0.12.0")]
    [InlineData("", "mxfp4 checkpoint; measured 2025-10-29", "2025")]
    [InlineData("", "nominal 1024/8192", "")]
    public void Where_no_version_is_stated_the_year_of_the_measurement_is(string version, string notes, string release)
    {
        MeasuredPoint point = new() { File = "t.csv", Id = "a", Accelerator = "h100-sxm", Model = "m", Mode = "closed", Metric = "tpot_s", Statistic = "mean", EngineVersion = version, Notes = notes };
        Assert.Equal(release, point.EngineRelease);
    }
}
