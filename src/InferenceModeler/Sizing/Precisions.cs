using InferenceModeler.Cost;
using InferenceModeler.Hardware;
using InferenceModeler.Models;

namespace InferenceModeler.Sizing;

/// <summary>Which formats need consent.</summary>
public static class Precisions
{
    /// <summary>
    /// The model's own weight format (16 bit as bf16 or fp16, whichever the accelerator computes) and, where that is wider, 8 bit. A model whose own format is
    /// narrower than 16 bit may also be widened to 16.
    /// </summary>
    public static bool NeedsNoConsent(ModelArchitecture model, AcceleratorSpec accelerator, NumberFormat weights)
    {
        if (weights == model.NativeFormat) return true;
        if (weights.Bits() == 16) return weights == WeightFormats.SixteenBit(accelerator);
        return weights.Bits() == 8 && model.NativeFormat.Bits() == 16;
    }

    /// <summary>The cache may be 16 bit or, like the weights, 8 bit; narrower needs consent.</summary>
    public static bool CacheNeedsNoConsent(AcceleratorSpec accelerator, NumberFormat cache) =>
        cache.Bits() == 8 || cache == WeightFormats.SixteenBit(accelerator);
}
