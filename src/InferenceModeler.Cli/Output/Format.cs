namespace InferenceModeler.Cli.Output;

/// <summary>Numbers for people. What has no number is a dash.</summary>
static class Format
{
    const string Nothing = "–";

    /// <summary>At least three significant digits, never fewer than the whole part, grouped by thousands.</summary>
    public static string Number(double value, int significantDigits = 3)
    {
        if (!double.IsFinite(value)) return Nothing;
        if (value == 0) return "0";
        int digitsBeforePoint = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        int decimals = Math.Clamp(significantDigits - digitsBeforePoint, 0, 12);
        // Rounding may carry into one more digit: 9.996 is 10.0, not 10.00.
        double rounded = Math.Round(value, decimals);
        if (rounded == 0) return "0";
        if (decimals > 0 && (int)Math.Floor(Math.Log10(Math.Abs(rounded))) + 1 > digitsBeforePoint) decimals--;
        return Signed(rounded.ToString($"N{decimals}"));
    }

    public static string Number(double? value) => value is { } v ? Number(v) : Nothing;

    public static string Count(long value) => Signed(value.ToString("N0"));

    /// <summary>With a minus sign instead of a hyphen.</summary>
    public static string Signed(string number) => number.Replace('-', '−');

    /// <summary>12.3 µs, 48.1 ms, 1.25 s.</summary>
    public static string Seconds(double seconds) => Math.Abs(seconds) switch
    {
        0 => "0 s",
        < 1e-3 => $"{Number(seconds * 1e6)} µs",
        < 1 => $"{Number(seconds * 1e3)} ms",
        _ => double.IsFinite(seconds) ? $"{Number(seconds)} s" : Nothing,
    };

    /// <summary>Binary units: 12.3 GiB.</summary>
    public static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        < 1 << 20 => $"{Number(bytes / (1 << 10))} KiB",
        < 1 << 30 => $"{Number(bytes / (1 << 20))} MiB",
        < 1L << 40 => $"{Number(bytes / (1 << 30))} GiB",
        _ => double.IsFinite(bytes) ? $"{Number(bytes / (1L << 40))} TiB" : Nothing,
    };

    /// <summary>Decimal units: 3.35 T (for <c>B/s</c> or <c>FLOP/s</c> write the unit behind it).</summary>
    public static string Metric(double value) => Math.Abs(value) switch
    {
        0 => "0 ",
        < 1e3 => $"{Number(value)} ",
        < 1e6 => $"{Number(value / 1e3)} k",
        < 1e9 => $"{Number(value / 1e6)} M",
        < 1e12 => $"{Number(value / 1e9)} G",
        < 1e15 => $"{Number(value / 1e12)} T",
        _ => double.IsFinite(value) ? $"{Number(value / 1e15)} P" : Nothing,
    };

    public static string Percent(double fraction) => double.IsFinite(fraction) ? $"{Number(100 * fraction)}%" : Nothing;

    /// <summary>p95, p99.9.</summary>
    public static string Percentile(double fraction) => $"p{Math.Round(100 * fraction, fraction > 0.99 ? 4 : 2):0.####}";
}
