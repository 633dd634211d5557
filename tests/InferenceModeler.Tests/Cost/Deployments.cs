using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Cost;

/// <summary>Deployments of every model kind for tests.</summary>
static class Deployments
{
    public static Catalog Catalog { get; } = CatalogFiles.Load();

    public static CoefficientSet Coefficients { get; } = CoefficientFiles.Shipped();

    public static Deployment Of(string model, string accelerator, Layout layout, NumberFormat weights = NumberFormat.Bf16, string engine = "vllm")
    {
        Hardware.AcceleratorSpec spec = Catalog.Accelerators.Single(a => a.Id == accelerator);
        return new(Catalog.Models.Single(m => m.Id == model), spec, layout, new(weights, NumberFormat.Bf16), Catalog.Engines.Single(e => e.Id == engine).On(spec));
    }

    /// <summary>Dense multi-head, dense grouped, window, latent mixture of experts with attention data parallelism, grouped mixture, linear hybrid, pipeline.</summary>
    public static IReadOnlyList<PlannedDeployment> Kinds { get; } =
    [
        Plan(Of("meta-llama/Llama-2-7b-hf", "a100-80-sxm", new(1, 1, 1, 1))),
        Plan(Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(4, 1, 1, 1), NumberFormat.Fp8)),
        Plan(Of("google/gemma-3-27b-it", "mi300x", new(2, 1, 1, 1))),
        Plan(Of("deepseek-ai/DeepSeek-R1", "h200-sxm", new(1, 1, 8, 8), NumberFormat.Fp8, "sglang")),
        Plan(Of("Qwen/Qwen3-235B-A22B", "b200-sxm", new(4, 1, 4, 1), NumberFormat.Fp8, "tensorrt-llm")),
        Plan(Of("Qwen/Qwen3.5-397B-A17B", "b200-sxm", new(8, 1, 1, 1))),
        Plan(Of("meta-llama/Llama-3.1-405B", "h100-sxm", new(8, 2, 1, 1), NumberFormat.Fp8)),
        Plan(Of("openai/gpt-oss-120b", "h100-sxm", new(1, 1, 1, 1), NumberFormat.Fp4)),
    ];

    public static PlannedDeployment Plan(Deployment deployment, double usdPerHour = 10) => PlannedDeployment.Of(deployment, Coefficients, usdPerHour);
}
