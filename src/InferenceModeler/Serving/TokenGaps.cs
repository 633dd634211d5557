using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>The bins of the gaps between tokens: those of <see cref="LogHistogram"/> from a microsecond to a quarter of an hour. Without doubles, so that every device bins alike.</summary>
public static class TokenGaps
{
    public const int Bins = 30 * LogHistogram.BinsPerOctave;

    /// <summary>The histogram's bin that is the first one here.</summary>
    internal const int FirstBin = 20 * LogHistogram.BinsPerOctave;

    const int FloatFirstBin = LogHistogram.FloatFirstBin + FirstBin;
    const float SecondsPerMicrosecond = 1e-6f;

    /// <summary>From 0; what is longer counts in the last.</summary>
    public static int Bin(long microseconds)
    {
        int bin = (BitConverter.SingleToInt32Bits(microseconds * SecondsPerMicrosecond) >> LogHistogram.FloatShift) - FloatFirstBin;
        return Math.Min(Math.Max(bin, 0), Bins - 1);
    }
}
