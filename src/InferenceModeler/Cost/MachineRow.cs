using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Writes <see cref="Machine{T}"/> into the row table that <see cref="Machine{T}.Read"/> reads.</summary>
public static class MachineRow
{
    public static void Write(in Machine<Precise> facts, Span<float> row)
    {
        if (row.Length != Machine<Precise>.Count) throw new ArgumentException($"a row of {Machine<Precise>.Count} fields is needed, not {row.Length}", nameof(row));
        row[0] = (float)facts.MatrixFlopPerSecond.Value;
        row[1] = (float)facts.ProjectionFlopPerSecond.Value;
        row[2] = (float)facts.ExpertFlopPerSecond.Value;
        row[3] = (float)facts.AttentionFlopPerSecond.Value;
        row[4] = (float)facts.HeadFlopPerSecond.Value;
        row[5] = (float)facts.MemoryBytesPerSecond.Value;
        row[6] = (float)facts.GroupBytesPerSecond.Value;
        row[7] = (float)facts.ExchangeBytesPerSecond.Value;
        row[8] = (float)facts.NextStageBytesPerSecond.Value;
        row[9] = (float)facts.NextStageSeconds.Value;
        row[10] = (float)facts.PowerLimitWatts.Value;
    }
}
