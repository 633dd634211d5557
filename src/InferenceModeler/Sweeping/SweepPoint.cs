using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Sweeping;

/// <summary>A kept result: its place in the <see cref="SweepSpace"/> and what the replica does there. Blittable: parts of a sweep are stored as they lie.</summary>
public readonly struct SweepPoint
{
    public readonly long Item;
    public readonly int Row;
    public readonly float TtftSeconds, TpotSeconds, E2eSeconds, RequestsPerSecond, OutputTokensPerSecond, KvOccupancy, PowerWatts, UsdPerMillionOutputTokens, JoulesPerOutputToken;

    /// <param name="chunk">Where the result lies.</param>
    /// <param name="row">Row of the chunk, from 0.</param>
    /// <param name="item">Item of the chunk, from 0.</param>
    /// <param name="spaceRow">Row of the space.</param>
    /// <param name="spaceItem">Item of the space.</param>
    internal SweepPoint(in Chunk chunk, int row, int item, int spaceRow, long spaceItem)
    {
        (Row, Item) = (spaceRow, spaceItem);
        TtftSeconds = chunk.At(SweepOutput.TtftSeconds, row, item);
        TpotSeconds = chunk.At(SweepOutput.TpotSeconds, row, item);
        E2eSeconds = chunk.At(SweepOutput.E2eSeconds, row, item);
        RequestsPerSecond = chunk.At(SweepOutput.RequestsPerSecond, row, item);
        OutputTokensPerSecond = chunk.At(SweepOutput.OutputTokensPerSecond, row, item);
        KvOccupancy = chunk.At(SweepOutput.KvOccupancy, row, item);
        PowerWatts = chunk.At(SweepOutput.PowerWatts, row, item);
        UsdPerMillionOutputTokens = chunk.At(SweepOutput.UsdPerMillionOutputTokens, row, item);
        JoulesPerOutputToken = chunk.At(SweepOutput.JoulesPerOutputToken, row, item);
    }

    /// <summary>The order of a space: rows, then items.</summary>
    public static int ByPlace(SweepPoint left, SweepPoint right) =>
        left.Row != right.Row ? left.Row.CompareTo(right.Row) : left.Item.CompareTo(right.Item);
}
