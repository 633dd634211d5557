using InferenceModeler.Cost;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

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

    /// <summary>What an engine runs on an accelerator.</summary>
    /// <exception cref="InputException">It does not run there.</exception>
    public static IReadOnlyList<Precision> Supported(Catalog catalog, ServingEngine engine, AcceleratorSpec accelerator)
    {
        Precision[] supported = [.. catalog.Support.Where(r => r.Engine == engine.Id && r.Family == accelerator.Family).SelectMany(r => r.KvCache.Select(kv => new Precision(r.Weights, kv)))];
        return supported.Length > 0 ? supported : throw new InputException($"--engine {engine.Id}: does not run on {accelerator.Id} ({accelerator.Family}); choose another engine");
    }

    /// <summary>The precision that a text such as <c>fp8</c> or <c>fp4/kv-fp8</c> names. Without a cache's format it is the weights' own where the engine runs that, else 8 bit, else 16.</summary>
    /// <exception cref="InputException">An unknown format, or one that the engine does not run there.</exception>
    public static Precision Named(string text, Catalog catalog, ServingEngine engine, AcceleratorSpec accelerator)
    {
        IReadOnlyList<Precision> supported = Supported(catalog, engine, accelerator);
        string[] parts = text.Split("/kv-");
        NumberFormat weights = NumberFormats.Parse(parts[0], "--precision");
        Precision[] wanted = parts.Length > 1
            ? [new(weights, NumberFormats.Parse(parts[1], "--precision"))]
            : [.. supported.Where(s => s.Weights == weights).OrderBy(s => s.KvCache == weights ? 0 : s.KvCache.Bits())];
        return wanted.Length > 0 && supported.Contains(wanted[0]) ? wanted[0] : throw new InputException($"--precision {text}: {engine.Id} does not run it on {accelerator.Id}; it runs {string.Join(", ", supported)}");
    }
}
