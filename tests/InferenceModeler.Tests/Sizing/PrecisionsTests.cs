using InferenceModeler.Sizing;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Sizing;

public class PrecisionsTests
{
    static string Named(string text, string engine, string accelerator) => Precisions.Named(
        text, Deployments.Catalog, Deployments.Catalog.FindEngine(engine).On(Deployments.Catalog.FindAccelerator(accelerator).Accelerator), Deployments.Catalog.FindAccelerator(accelerator).Accelerator).ToString();

    [Theory]
    [InlineData("fp8", "vllm", "h100-sxm", "fp8")]
    [InlineData("fp4", "tensorrt-llm", "b200-sxm", "fp4/kv-fp8")]
    [InlineData("int4", "tensorrt-llm", "b200-sxm", "int4/kv-fp8")]
    [InlineData("fp4/kv-bf16", "tensorrt-llm", "b200-sxm", "fp4/kv-bf16")]
    [InlineData("bf16", "vllm", "h100-sxm", "bf16")]
    public void A_cache_that_is_not_named_is_the_weights_own_or_the_narrowest_that_runs(string text, string engine, string accelerator, string named) => Assert.Equal(named, Named(text, engine, accelerator));

    [Theory]
    [InlineData("fp4/kv-fp4", "it runs bf16")]
    [InlineData("fp6", "fp6")]
    public void What_does_not_run_is_refused_with_what_does(string text, string told) => Assert.Contains(told, Assert.Throws<InputException>(() => Named(text, "tensorrt-llm", "b200-sxm")).Message);
}
