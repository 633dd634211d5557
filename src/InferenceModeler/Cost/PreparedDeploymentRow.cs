using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Writes <see cref="PreparedDeployment{T}"/> into the row table that <see cref="PreparedDeployment{T}.Read"/> reads.</summary>
public static class PreparedDeploymentRow
{
    public static void Write(in PreparedDeployment<Precise> facts, Span<float> row)
    {
        if (row.Length != PreparedDeployment<Precise>.Count) throw new ArgumentException($"a row of {PreparedDeployment<Precise>.Count} fields is needed, not {row.Length}", nameof(row));
        row[0] = (float)facts.ProjectionCompute.Value;
        row[1] = (float)facts.ProjectionMemory.Value;
        row[2] = (float)facts.FeedForwardCompute.Value;
        row[3] = (float)facts.FeedForwardMemory.Value;
        row[4] = (float)facts.SharedCompute.Value;
        row[5] = (float)facts.SharedMemory.Value;
        row[6] = (float)facts.HeadCompute.Value;
        row[7] = (float)facts.HeadMemory.Value;
        row[8] = (float)facts.Elementwise.Value;
        row[9] = (float)facts.ExpertCompute.Value;
        row[10] = (float)facts.ExpertMemory.Value;
        row[11] = (float)facts.ResidentExperts.Value;
        row[12] = (float)facts.Log2ExpertMiss.Value;
        row[13] = (float)facts.ExpertTokenFactor.Value;
        row[14] = (float)facts.KvMemory.Value;
        row[15] = (float)facts.KvMemoryLimited.Value;
        row[16] = (float)facts.LimitTokens.Value;
        row[17] = (float)facts.StateMemory.Value;
        row[18] = (float)facts.DecodeCompute.Value;
        row[19] = (float)facts.DecodeComputeLimited.Value;
        row[20] = (float)facts.PrefillCompute.Value;
        row[21] = (float)facts.PrefillComputeLimited.Value;
        row[22] = (float)facts.StateCompute.Value;
        row[23] = (float)facts.OneShotLatency.Value;
        row[24] = (float)facts.OneShotPerToken.Value;
        row[25] = (float)facts.TwoShotLatency.Value;
        row[26] = (float)facts.TwoShotPerToken.Value;
        row[27] = (float)facts.AllToAllLatency.Value;
        row[28] = (float)facts.AllToAllPerToken.Value;
        row[29] = (float)facts.PipelineLatency.Value;
        row[30] = (float)facts.PipelinePerToken.Value;
        row[31] = (float)facts.LayerFloor.Value;
        row[32] = (float)facts.ExpertFloor.Value;
        row[33] = (float)facts.StepOverhead.Value;
        row[34] = (float)facts.RequestOverhead.Value;
        row[35] = (float)facts.RoofRoundness.Value;
        row[36] = (float)facts.FloorRoundness.Value;
        row[37] = (float)facts.HostRoundness.Value;
        row[38] = (float)facts.FirstTokenSeconds.Value;
        row[39] = (float)facts.PromptTokenSeconds.Value;
        row[40] = (float)facts.FirstTokenSteps.Value;
        row[41] = (float)facts.FirstTokenPrefillShare.Value;
        row[42] = (float)facts.PrefillInterference.Value;
        row[43] = (float)facts.CrossRankInterference.Value;
        row[44] = (float)facts.PrefillQueueing.Value;
        row[45] = (float)facts.IdleWatts.Value;
        row[46] = (float)facts.ActiveWatts.Value;
        row[47] = (float)facts.MatrixPowerRise.Value;
        row[48] = (float)facts.MemoryPowerRise.Value;
        row[49] = (float)facts.PeakMatrixPerToken.Value;
        row[50] = (float)facts.PeakWeightMemory.Value;
        row[51] = (float)facts.PeakExpertMemory.Value;
        row[52] = (float)facts.PeakKvMemory.Value;
        row[53] = (float)facts.PeakKvMemoryLimited.Value;
    }
}
