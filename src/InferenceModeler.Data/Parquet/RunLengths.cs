namespace InferenceModeler.Data.Parquet;

/// <summary>Parquet's mix of runs and packed bits, for indices into a dictionary and for which values are there.</summary>
static class RunLengths
{
    /// <summary>Bits that hold the numbers below <paramref name="count"/>.</summary>
    public static int Width(int count) => count <= 1 ? 0 : 32 - int.LeadingZeroCount(count - 1);

    /// <summary>Long runs as runs, anything else packed.</summary>
    public static void Write(Stream stream, ReadOnlySpan<int> values, int bits)
    {
        int runs = 1;
        for (int i = 1; i < values.Length; i++)
            if (values[i] != values[i - 1]) runs++;
        if (runs <= values.Length / 8 || runs == 1) WriteRuns(stream, values, bits);
        else WritePacked(stream, values, bits);
    }

    static void WriteRuns(Stream stream, ReadOnlySpan<int> values, int bits)
    {
        for (int first = 0, end; first < values.Length; first = end)
        {
            for (end = first + 1; end < values.Length && values[end] == values[first];) end++;
            Variable(stream, (uint)(end - first) << 1);
            for (int shift = 0; shift < bits; shift += 8) stream.WriteByte((byte)(values[first] >> shift));
        }
    }

    static void WritePacked(Stream stream, ReadOnlySpan<int> values, int bits)
    {
        int groups = (values.Length + 7) / 8;
        Variable(stream, ((uint)groups << 1) | 1);
        ulong pending = 0;
        int held = 0;
        for (int i = 0; i < groups * 8; i++)
        {
            pending |= (ulong)(uint)(i < values.Length ? values[i] : 0) << held;
            for (held += bits; held >= 8; held -= 8, pending >>= 8) stream.WriteByte((byte)pending);
        }
    }

    static void Variable(Stream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
