namespace InferenceModeler.Compute.Reductions;

/// <summary>
/// A 64-bit sum over a hash of every result's place and bits, independent of the order: equal sums mean that two runs agree bit for bit.
/// </summary>
public sealed class Checksum(int columns) : IReducer<Checksum>
{
    public ulong Value { get; private set; }

    public Checksum Fork() => new(columns);

    public void Add(in Chunk chunk)
    {
        for (int column = 0; column < columns; column++)
            for (int row = 0; row < chunk.Rows; row++)
            {
                ReadOnlySpan<float> values = chunk.Column(column, row);
                ulong place = ((ulong)(uint)(chunk.FirstRow + row) << 32) ^ ((ulong)(uint)column << 56);
                for (int item = 0; item < values.Length; item++)
                    Value += Mix(Mix(place + (uint)(chunk.FirstItem + item)) ^ BitConverter.SingleToUInt32Bits(values[item]));
            }
    }

    public void Merge(Checksum other) => Value += other.Value;

    // The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
