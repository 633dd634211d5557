namespace InferenceModeler.Models;

/// <summary>Widths and names of number formats.</summary>
public static class NumberFormats
{
    /// <summary>Bytes per element with the scales of block formats: 4-bit formats carry one 8-bit scale per 16 elements (0.5625 bytes).</summary>
    public static double BytesPerElement(this NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 2,
        NumberFormat.Fp8 or NumberFormat.Int8 => 1,
        NumberFormat.Int4 or NumberFormat.Fp4 => 0.5625,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown number format"),
    };

    /// <summary>Nominal bits per element: 4, 8 or 16.</summary>
    public static int Bits(this NumberFormat format) => format switch
    {
        NumberFormat.Bf16 or NumberFormat.Fp16 => 16,
        NumberFormat.Fp8 or NumberFormat.Int8 => 8,
        _ => 4,
    };

    /// <summary>The name used in files and output: bf16, fp16, fp8, int8, int4, fp4.</summary>
    public static string Name(this NumberFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>Reads such a name.</summary>
    /// <exception cref="InputException">Not a format.</exception>
    public static NumberFormat Parse(string text, string name)
    {
        foreach (NumberFormat format in Enum.GetValues<NumberFormat>())
            if (format.Name().Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) return format;
        string[] known = [.. Enum.GetValues<NumberFormat>().Select(f => f.Name())];
        throw new InputException($"{name} '{text}': not one of {string.Join(", ", known)}; {Names.NearestText(text, known)}");
    }
}
