namespace InferenceModeler.Compute;

/// <summary>
/// What a device may drop before results come home: only what the reducer could not keep. The reducer decides among the rest, so its answer is the same with
/// and without a sieve. Plain data, so that one kernel serves every reducer.
/// </summary>
public sealed record Sieve
{
    /// <summary>The most bands: a kernel counts each one's failures in seven bits.</summary>
    public const int MostBands = 9;

    public required SieveKind Kind { get; init; }

    /// <summary>A result counts when it lies in all of them; the first that it misses is its reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MostBands"/>.</exception>
    public required IReadOnlyList<Band> Bands
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Count, MostBands, nameof(Bands));
            field = value;
        }
    }

    /// <summary>Of each row of the grid the group of item class 0.</summary>
    public required int[] RowBase { get; init; }

    /// <summary>Of each item of the grid what is added to the row's group.</summary>
    public required int[] ItemClass { get; init; }

    public required int Groups { get; init; }

    /// <summary>The loss is this column times a factor of the row: a product rounds alike on every device.</summary>
    public required int LossColumn { get; init; }

    public required float[] RowFactor { get; init; }

    /// <summary>Of a front, the column to make small beside the loss, after multiplication by <see cref="ClassFactor"/>.</summary>
    public int ClassColumn { get; init; }

    /// <summary>1, or -1 for a column to make large.</summary>
    public float ClassFactor { get; init; } = 1;

    /// <summary>Results of each group wanted of <see cref="SieveKind.Top"/>.</summary>
    public int Most { get; init; } = 1;

    /// <summary>Binary digits of a float's ordered bits that a class does not tell apart: 20 leaves eight classes per octave.</summary>
    public int ClassShift { get; init; } = 20;

    /// <summary>The class counted as 0; what lies below counts there too.</summary>
    public int FirstClass { get; init; } = -2048;

    /// <summary>Classes; what lies above counts in the last.</summary>
    public int Classes { get; init; } = 4096;

    /// <summary>Cells of the table that a device keeps: groups × classes.</summary>
    public long Cells => Kind == SieveKind.Best ? Groups : (long)Groups * Classes;
}
