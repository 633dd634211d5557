namespace InferenceModeler.Models;

/// <summary>A model's name taken apart: what names the architecture, what names a training stage or date, and what names a quantised checkpoint.</summary>
/// <param name="BareName">Without the organisation.</param>
/// <param name="Unquantised">Without the parts that name a weight format.</param>
/// <param name="Architecture">Without training stages, conversions and dates either.</param>
/// <param name="WeightFormat">The format that the name implies; null where it implies none.</param>
public sealed record ModelName(string BareName, string Unquantised, string Architecture, NumberFormat? WeightFormat)
{
    // The later entry wins where a name has several: "GPTQ-Int8" is int8.
    static readonly (string Part, NumberFormat? Format)[] s_formats =
    [
        ("quantized", null), ("dynamic", null), ("block", null), ("gguf", null), ("bnb", null), ("kv", null), ("mlx", null), ("g128", null), ("modelopt", null),
        ("ptpc", null), ("tensor", null), ("channel", null), ("quark", null), ("optq", null), ("marlin", null),
        ("awq", NumberFormat.Int4), ("gptq", NumberFormat.Int4), ("bf16", NumberFormat.Bf16), ("fp16", NumberFormat.Fp16), ("4bit", NumberFormat.Int4),
        ("int4", NumberFormat.Int4), ("w4a16", NumberFormat.Int4), ("w4a8", NumberFormat.Int4), ("fp4", NumberFormat.Fp4), ("nvfp4", NumberFormat.Fp4),
        ("mxfp4", NumberFormat.Fp4), ("fp8", NumberFormat.Fp8), ("mxfp8", NumberFormat.Fp8), ("8bit", NumberFormat.Int8), ("int8", NumberFormat.Int8),
        ("w8a8", NumberFormat.Int8), ("w8a16", NumberFormat.Int8),
    ];

    static readonly HashSet<string> s_stages =
        ["instruct", "chat", "it", "hf", "base", "pt", "sft", "dpo", "rlhf", "thinking", "reasoning", "preview", "meta", "tuned", "latest", "exp", "original", "qat", "1m"];

    public static ModelName Of(string name)
    {
        string bare = Bare(name);
        string[] parts = bare.Split(['-', '_', ' '], StringSplitOptions.RemoveEmptyEntries);
        NumberFormat? format = null;
        List<string> kept = [];
        foreach (string part in parts)
        {
            // "quantized.w8a8" is one part of two words.
            string[] words = part.ToLowerInvariant().Split('.');
            if (!words.All(IsFormat)) kept.Add(part);
            else foreach (string word in words) format = Later(format, word);
        }
        return new(bare, string.Join('-', kept), string.Join('-', kept.Where(p => !s_stages.Contains(p.ToLowerInvariant()) && !IsDate(p))), format);
    }

    /// <summary>The name without its organisation or folder.</summary>
    public static string Bare(string name) => name[(name.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');

    static bool IsFormat(string word) => s_formats.Any(f => f.Part == word);

    static NumberFormat? Later(NumberFormat? format, string word)
    {
        int Rank(NumberFormat? f) => f is null ? -1 : Array.FindLastIndex(s_formats, e => e.Format == f);
        NumberFormat? implied = s_formats.First(f => f.Part == word).Format;
        return Rank(implied) > Rank(format) ? implied : format;
    }

    /// <summary>0528, 2507 or 20250115; a lone 7 or 32 is a size or version.</summary>
    static bool IsDate(string part) => part.Length is 4 or 6 or 8 && part.All(char.IsAsciiDigit);
}
