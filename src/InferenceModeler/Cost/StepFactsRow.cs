using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Writes <see cref="StepFacts{T}"/> into the row table that <see cref="StepFacts{T}.Read"/> reads.</summary>
public static class StepFactsRow
{
    public static void Write(in StepFacts<Precise> facts, Span<float> row)
    {
        if (row.Length != StepFacts<Precise>.Count) throw new ArgumentException($"a row of {StepFacts<Precise>.Count} fields is needed, not {row.Length}", nameof(row));
        row[0] = (float)facts.ProjectionFlopPerToken.Value;
        row[1] = (float)facts.ProjectionBytes.Value;
        row[2] = (float)facts.FeedForwardFlopPerToken.Value;
        row[3] = (float)facts.FeedForwardBytes.Value;
        row[4] = (float)facts.SharedFlopPerToken.Value;
        row[5] = (float)facts.SharedBytes.Value;
        row[6] = (float)facts.HeadFlopPerRow.Value;
        row[7] = (float)facts.HeadBytes.Value;
        row[8] = (float)facts.ElementwiseBytesPerToken.Value;
        row[9] = (float)facts.ExpertFlopPerToken.Value;
        row[10] = (float)facts.ExpertBytesPerExpert.Value;
        row[11] = (float)facts.ResidentExperts.Value;
        row[12] = (float)facts.Log2ExpertMiss.Value;
        row[13] = (float)facts.ExpertTokenFactor.Value;
        row[14] = (float)facts.ExpertRankShare.Value;
        row[15] = (float)facts.LockStep.Value;
        row[16] = (float)facts.KvBytesPerContextToken.Value;
        row[17] = (float)facts.KvBytesPerLimitedToken.Value;
        row[18] = (float)facts.LimitTokens.Value;
        row[19] = (float)facts.StateBytesPerSequence.Value;
        row[20] = (float)facts.DecodeFlopPerContextToken.Value;
        row[21] = (float)facts.DecodeFlopPerLimitedToken.Value;
        row[22] = (float)facts.PrefillFlopPerPair.Value;
        row[23] = (float)facts.PrefillFlopPerLimitedPair.Value;
        row[24] = (float)facts.StateFlopPerToken.Value;
        row[25] = (float)facts.AllReduces.Value;
        row[26] = (float)facts.AllReduceBytesPerToken.Value;
        row[27] = (float)facts.AllReduceRanks.Value;
        row[28] = (float)facts.AllToAlls.Value;
        row[29] = (float)facts.AllToAllBytesPerToken.Value;
        row[30] = (float)facts.PipelineHops.Value;
        row[31] = (float)facts.PipelineBytesPerToken.Value;
        row[32] = (float)facts.Layers.Value;
        row[33] = (float)facts.MoeLayers.Value;
        row[34] = (float)facts.SharedLayers.Value;
        row[35] = (float)facts.QueriesPerKey.Value;
    }
}
