using InferenceModeler.Compute;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cost;

/// <summary>A request mix and the limits on it as one row, in front of which lanes of deployments pass.</summary>
public static class MixRow
{
    /// <summary>Most cells of a mix.</summary>
    public const int MostCells = 32;

    public const int Percentile = 0;
    public const int TtftLimitSeconds = 1;
    public const int TpotLimitSeconds = 2;
    public const int CellCount = 3;
    public const int FirstCell = 4;
    public const int CellFields = 4;
    public const int Fields = FirstCell + MostCells * CellFields;

    /// <summary>Writes a mix of at most <see cref="MostCells"/> shapes.</summary>
    /// <param name="mix">Shares sum to 1.</param>
    /// <param name="percentile">Between 0 and 1.</param>
    /// <param name="ttftLimitSeconds">Of the first token, at the percentile.</param>
    /// <param name="tpotLimitSeconds">Per output token, at the percentile.</param>
    /// <param name="row">Receives <see cref="Fields"/> floats.</param>
    public static void Write(RequestMix mix, double percentile, double ttftLimitSeconds, double tpotLimitSeconds, Span<float> row)
    {
        if (mix.Shapes.Count is 0 or > MostCells) throw new ArgumentException($"a mix of 1 to {MostCells} shapes is needed, not {mix.Shapes.Count}", nameof(mix));
        row[Percentile] = (float)percentile;
        row[TtftLimitSeconds] = (float)ttftLimitSeconds;
        row[TpotLimitSeconds] = (float)tpotLimitSeconds;
        row[CellCount] = mix.Shapes.Count;
        row[FirstCell..Fields].Clear();
        for (int cell = 0; cell < mix.Shapes.Count; cell++)
        {
            WeightedShape shape = mix.Shapes[cell];
            Span<float> at = row.Slice(FirstCell + cell * CellFields, CellFields);
            at[0] = shape.Shape.PromptTokens;
            at[1] = shape.Shape.OutputTokens;
            at[2] = shape.Shape.CachedPromptTokens;
            at[3] = (float)shape.Share;
        }
    }
}

/// <summary>Reads the cells of a <see cref="MixRow"/>.</summary>
public readonly struct RowMix<T, TMemory>(TMemory memory, int row) : IMix<RowMix<T, TMemory>, T>
    where T : struct, IReal<T>
    where TMemory : struct, IMemory<T>
{
    readonly TMemory _memory = memory;
    readonly int _row = row;

    public static int Cells(in RowMix<T, TMemory> mix) => mix._memory.Count(mix._row, MixRow.CellCount);

    public static T PromptTokens(in RowMix<T, TMemory> mix, int cell) => mix._memory.Row(mix._row, MixRow.FirstCell + cell * MixRow.CellFields);

    public static T OutputTokens(in RowMix<T, TMemory> mix, int cell) => mix._memory.Row(mix._row, MixRow.FirstCell + cell * MixRow.CellFields + 1);

    public static T CachedTokens(in RowMix<T, TMemory> mix, int cell) => mix._memory.Row(mix._row, MixRow.FirstCell + cell * MixRow.CellFields + 2);

    public static T Share(in RowMix<T, TMemory> mix, int cell) => mix._memory.Row(mix._row, MixRow.FirstCell + cell * MixRow.CellFields + 3);
}
