using InferenceModeler.Compute;

namespace InferenceModeler.Tests.Kernels;

/// <summary>The smallest value of column 0, where it is, and how many were seen.</summary>
sealed class Smallest : IReducer<Smallest>
{
    public float Value { get; private set; } = float.PositiveInfinity;
    public int Row { get; private set; } = int.MaxValue;
    public int Item { get; private set; } = int.MaxValue;
    public long Seen { get; private set; }

    public Smallest Fork() => new();

    public void Add(in Chunk chunk)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            ReadOnlySpan<float> values = chunk.Column(0, row);
            for (int item = 0; item < values.Length; item++) Take(values[item], chunk.FirstRow + row, chunk.FirstItem + item);
            Seen += values.Length;
        }
    }

    public void Merge(Smallest other)
    {
        Take(other.Value, other.Row, other.Item);
        Seen += other.Seen;
    }

    void Take(float value, int row, int item)
    {
        if ((value, row, item).CompareTo((Value, Row, Item)) < 0) (Value, Row, Item) = (value, row, item);
    }
}
