using System.Text.Json;
using InferenceModeler.Models;

namespace InferenceModeler.Data.HuggingFace;

/// <summary>Reads the format of the stored weights.</summary>
static class FormatFields
{
    public static NumberFormat Read(ConfigFields f)
    {
        if (f.String("expert_dtype") is "fp4" or "mxfp4" or "nvfp4") return NumberFormat.Fp4;
        if (f.Object("quantization_config") is { } quantization)
        {
            if (Quantised(quantization.GetRawText().ToLowerInvariant(), quantization) is { } format) return format;
            f.Warnings.Add("quantization_config is of an unknown kind: its format is not used");
        }
        switch (f.String("torch_dtype", "dtype"))
        {
            case "float16":
                return NumberFormat.Fp16;
            case "bfloat16":
                return NumberFormat.Bf16;
            case { } other:
                f.Warnings.Add($"stored as {other}: bf16 assumed, as serving engines load it");
                return NumberFormat.Bf16;
            default:
                f.Warnings.Add("no torch_dtype: bf16 assumed");
                return NumberFormat.Bf16;
        }
    }

    static NumberFormat? Quantised(string text, JsonElement quantization)
    {
        string method = quantization.TryGetProperty("quant_method", out JsonElement m) && m.ValueKind == JsonValueKind.String ? m.GetString()!.ToLowerInvariant() : "";
        int bits = Bits(quantization);
        return method switch
        {
            "mxfp4" => NumberFormat.Fp4,
            "fp8" or "fbgemm_fp8" or "mxfp8" => NumberFormat.Fp8,
            "awq" or "gptq" or "auto-round" or "hqq" => bits == 8 ? NumberFormat.Int8 : NumberFormat.Int4,
            "bitsandbytes" => text.Contains("\"load_in_4bit\":true", StringComparison.Ordinal) || text.Contains("\"load_in_4bit\": true", StringComparison.Ordinal) ? NumberFormat.Int4 : NumberFormat.Int8,
            _ when text.Contains("nvfp4", StringComparison.Ordinal) || text.Contains("mxfp4", StringComparison.Ordinal) || text.Contains("\"fp4\"", StringComparison.Ordinal) => NumberFormat.Fp4,
            _ when bits == 4 => text.Contains("float", StringComparison.Ordinal) ? NumberFormat.Fp4 : NumberFormat.Int4,
            _ when bits == 8 => text.Contains("float", StringComparison.Ordinal) ? NumberFormat.Fp8 : NumberFormat.Int8,
            _ when text.Contains("fp8", StringComparison.Ordinal) || text.Contains("float8", StringComparison.Ordinal) => NumberFormat.Fp8,
            _ => null,
        };
    }

    /// <summary>Bits of the weights: a field of its own, or that of the first group of compressed tensors.</summary>
    static int Bits(JsonElement quantization)
    {
        if (quantization.TryGetProperty("bits", out JsonElement bits) && bits.ValueKind == JsonValueKind.Number) return bits.GetInt32();
        if (!quantization.TryGetProperty("config_groups", out JsonElement groups) || groups.ValueKind != JsonValueKind.Object) return 0;
        foreach (JsonProperty group in groups.EnumerateObject())
        {
            if (group.Value.ValueKind == JsonValueKind.Object && group.Value.TryGetProperty("weights", out JsonElement weights) && weights.ValueKind == JsonValueKind.Object
                && weights.TryGetProperty("num_bits", out JsonElement number) && number.ValueKind == JsonValueKind.Number) return number.GetInt32();
        }
        return 0;
    }
}
