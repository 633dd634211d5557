using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Cost;

/// <summary>Which format each group of matrices is stored and computed in, given a deployment's weight format.</summary>
public static class WeightFormats
{
    /// <summary>
    /// Bytes per weight of the attention projections. 4-bit checkpoints of mixture-of-experts models quantise the experts and leave attention wider: 16 bit where
    /// 4 bit is native (gpt-oss, Kimi-K2.5), about 1.3 bytes in the published NVFP4 checkpoints of latent-attention models (mixed 8 and 16 bit; a fit).
    /// </summary>
    public static double ProjectionBytesPerWeight(ModelArchitecture model, NumberFormat weights)
    {
        if (weights.Bits() > 4 || !model.IsMixtureOfExperts) return weights.BytesPerElement();
        if (model.NativeFormat.Bits() == 4) return 2;
        return model.Attention == AttentionKind.Latent ? 1.3 : weights.BytesPerElement();
    }

    /// <summary>
    /// Whether a model's 8-bit checkpoints scale blocks of 128 × 128 weights (DeepSeek, Qwen3, GLM, MiniMax, Kimi publish those) instead of whole tensors or rows:
    /// their matrix products round tokens up and rescale as they go.
    /// </summary>
    public static bool IsBlockScaled(ModelArchitecture model, NumberFormat weights) =>
        weights == NumberFormat.Fp8 && (model.NativeFormat == NumberFormat.Fp8 || s_blockFamilies.Any(f => model.Family.StartsWith(f, StringComparison.Ordinal)));

    static readonly string[] s_blockFamilies = ["deepseek", "qwen3", "glm", "minimax", "kimi"];

    /// <summary>The arithmetic that multiplies weights of a format: the format's own where the accelerator has it, otherwise 16 bit (weight-only).</summary>
    public static NumberFormat Compute(AcceleratorSpec accelerator, NumberFormat weights)
    {
        bool own = weights is not NumberFormat.Int4 && accelerator.DenseFlopPerSecond.ContainsKey(weights);
        return own ? weights : SixteenBit(accelerator);
    }

    /// <summary>The arithmetic of the attention projections.</summary>
    public static NumberFormat ProjectionCompute(AcceleratorSpec accelerator, ModelArchitecture model, NumberFormat weights) =>
        ProjectionBytesPerWeight(model, weights) > weights.BytesPerElement() ? SixteenBit(accelerator) : Compute(accelerator, weights);

    /// <summary>bf16 where the accelerator has it, otherwise fp16.</summary>
    public static NumberFormat SixteenBit(AcceleratorSpec accelerator) =>
        accelerator.DenseFlopPerSecond.ContainsKey(NumberFormat.Bf16) ? NumberFormat.Bf16 : NumberFormat.Fp16;
}
