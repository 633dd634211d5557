using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Writes <see cref="ReplicaLimits{T}"/> into the row table that <see cref="ReplicaLimits{T}.Read"/> reads.</summary>
public static class ReplicaLimitsRow
{
    public static void Write(in ReplicaLimits<Precise> facts, Span<float> row)
    {
        if (row.Length != ReplicaLimits<Precise>.Count) throw new ArgumentException($"a row of {ReplicaLimits<Precise>.Count} fields is needed, not {row.Length}", nameof(row));
        row[0] = (float)facts.MaxBatchedTokens.Value;
        row[1] = (float)facts.MaxSequences.Value;
        row[2] = (float)facts.MaxContextTokens.Value;
        row[3] = (float)facts.KvFreeBytes.Value;
        row[4] = (float)facts.KvBytesPerToken.Value;
        row[5] = (float)facts.KvBytesPerWindowToken.Value;
        row[6] = (float)facts.WindowTokens.Value;
        row[7] = (float)facts.KvBytesPerSequence.Value;
        row[8] = (float)facts.KvBlockTokens.Value;
        row[9] = (float)facts.PipelineStages.Value;
        row[10] = (float)facts.AttentionRanks.Value;
        row[11] = (float)facts.Accelerators.Value;
        row[12] = (float)facts.UsdPerHour.Value;
    }
}
