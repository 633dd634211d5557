using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Divides counts by rates: everything about a deployment that does not vary with the batch.</summary>
public static class Preparation
{
    /// <summary>
    /// Prepares a deployment. Generic in the lane so that derivatives with respect to a rate, and populations of coefficients, pass through.
    /// </summary>
    public static void Prepare<T>(in StepFacts<T> facts, in Machine<T> machine, in Coefficients<T> c, out PreparedDeployment<T> p)
        where T : struct, IReal<T>
    {
        p = default;
        Coefficients<T> paced = Paced(in c);
        Matrices(in facts, in machine, in paced, ref p);
        Attention(in facts, in machine, in paced, ref p);
        Communication(in facts, in machine, in paced, ref p);
        Overheads(in facts, in machine, in c, ref p);
    }

    // Everything in a step takes a multiple of its time, but nothing gets more than the hardware has.
    static Coefficients<T> Paced<T>(in Coefficients<T> c) where T : struct, IReal<T>
    {
        T faster = T.Of(1f) / c.StepScale;
        Coefficients<T> paced = c;
        paced.MemoryEfficiency = Share(c.MemoryEfficiency, faster);
        paced.MatrixEfficiency = Share(c.MatrixEfficiency, faster);
        paced.ExpertMemoryEfficiency = Share(c.ExpertMemoryEfficiency, faster);
        paced.ExpertMatrixEfficiency = Share(c.ExpertMatrixEfficiency, faster);
        paced.KvReadEfficiency = Share(c.KvReadEfficiency, faster);
        paced.AttentionMatrixEfficiency = Share(c.AttentionMatrixEfficiency, faster);
        paced.ElementwiseEfficiency = Share(c.ElementwiseEfficiency, faster);
        paced.LinkEfficiency = Share(c.LinkEfficiency, faster);
        return paced;
    }

    static T Share<T>(T efficiency, T faster) where T : struct, IReal<T> => T.Min(efficiency * faster, T.Of(1f));

    static void Matrices<T>(in StepFacts<T> facts, in Machine<T> machine, in Coefficients<T> c, ref PreparedDeployment<T> p)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f);
        T stream = one / (machine.MemoryBytesPerSecond * c.MemoryEfficiency);
        p.ProjectionCompute = facts.ProjectionFlopPerToken / (machine.ProjectionFlopPerSecond * c.MatrixEfficiency);
        p.ProjectionMemory = facts.ProjectionBytes * stream;
        T matrixRate = machine.MatrixFlopPerSecond * c.MatrixEfficiency;
        p.FeedForwardCompute = facts.FeedForwardFlopPerToken / matrixRate;
        p.FeedForwardMemory = facts.FeedForwardBytes * stream;
        p.SharedCompute = facts.SharedFlopPerToken / matrixRate;
        p.SharedMemory = facts.SharedBytes * stream;
        p.HeadCompute = facts.HeadFlopPerRow / (machine.HeadFlopPerSecond * c.MatrixEfficiency);
        p.HeadMemory = facts.HeadBytes * stream;
        p.Elementwise = facts.ElementwiseBytesPerToken / (machine.MemoryBytesPerSecond * c.ElementwiseEfficiency);

        // The busiest rank holds up the others: the imbalance weighs fully on the arithmetic and by half on the weights read.
        T imbalance = c.ExpertImbalance * facts.ExpertRankShare;
        p.ExpertCompute = facts.ExpertFlopPerToken * (one + imbalance)
            / (machine.ExpertFlopPerSecond * c.ExpertMatrixEfficiency);
        p.ExpertMemory = facts.ExpertBytesPerExpert * (one + imbalance * T.Of(0.5f)) / (machine.MemoryBytesPerSecond * c.ExpertMemoryEfficiency);
        p.ResidentExperts = facts.ResidentExperts;
        p.Log2ExpertMiss = facts.Log2ExpertMiss;
        p.ExpertTokenFactor = facts.ExpertTokenFactor;
    }

    static void Attention<T>(in StepFacts<T> facts, in Machine<T> machine, in Coefficients<T> c, ref PreparedDeployment<T> p)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), stream = one / (machine.MemoryBytesPerSecond * c.KvReadEfficiency);
        T read = stream * (one + c.SharedHeadRead * (facts.QueriesPerKey - one));
        T compute = one / (machine.AttentionFlopPerSecond * c.AttentionMatrixEfficiency);
        p.KvMemory = facts.KvBytesPerContextToken * read;
        p.KvMemoryLimited = facts.KvBytesPerLimitedToken * read;
        p.LimitTokens = facts.LimitTokens;
        p.StateMemory = facts.StateBytesPerSequence * stream;
        p.DecodeCompute = facts.DecodeFlopPerContextToken * compute;
        p.DecodeComputeLimited = facts.DecodeFlopPerLimitedToken * compute;
        p.PrefillCompute = facts.PrefillFlopPerPair * compute;
        p.PrefillComputeLimited = facts.PrefillFlopPerLimitedPair * compute;
        p.StateCompute = facts.StateFlopPerToken * compute;
    }

    // All-reduce by two algorithms, of which the step takes the faster: one-shot (every rank reads all others' data; one latency) and two-shot
    // (reduce-scatter and all-gather, 2(n-1)/n of the data). Latency grows with the ranks by a quarter per doubling; the second half of two-shot adds 0.4 of one
    // (measured inside CUDA graphs on 2 to 8 H100 and B200, 64 KiB to 32 MiB).
    static void Communication<T>(in StepFacts<T> facts, in Machine<T> machine, in Coefficients<T> c, ref PreparedDeployment<T> p)
        where T : struct, IReal<T>
    {
        T one = T.Of(1f), two = T.Of(2f);
        T ranks = facts.AllReduceRanks;
        T latency = c.CollectiveSeconds * c.StepScale * (one + T.Of(0.25f) * T.Log2(ranks));
        T perByte = one / (machine.GroupBytesPerSecond * c.LinkEfficiency);
        T bytes = facts.AllReduces * facts.AllReduceBytesPerToken * perByte;
        p.OneShotLatency = facts.AllReduces * latency;
        p.OneShotPerToken = bytes * (ranks - one);
        p.TwoShotLatency = p.OneShotLatency * T.Of(1.4f);
        p.TwoShotPerToken = bytes * two * (ranks - one) / ranks;
        p.AllToAllLatency = facts.AllToAlls * latency * two;
        p.AllToAllPerToken = facts.AllToAlls * facts.AllToAllBytesPerToken / (machine.ExchangeBytesPerSecond * c.LinkEfficiency);
        p.PipelineLatency = facts.PipelineHops * machine.NextStageSeconds * c.StepScale;
        p.PipelinePerToken = facts.PipelineHops * facts.PipelineBytesPerToken / (machine.NextStageBytesPerSecond * c.LinkEfficiency);
    }

    static void Overheads<T>(in StepFacts<T> facts, in Machine<T> machine, in Coefficients<T> c, ref PreparedDeployment<T> p)
        where T : struct, IReal<T>
    {
        p.LayerFloor = c.StepScale * facts.Layers * c.LayerSeconds;
        p.ExpertFloor = c.StepScale * (facts.MoeLayers * c.MoeLayerSeconds + facts.SharedLayers * c.SharedExpertLayerSeconds);
        p.StepOverhead = c.StepSeconds * c.StepScale;
        p.RequestOverhead = c.RequestSeconds * c.StepScale;
        p.RoofRoundness = c.RoofRoundness;
        p.FloorRoundness = c.FloorRoundness;
        p.HostRoundness = c.HostRoundness;
        p.FirstTokenSeconds = c.FirstTokenSeconds;
        p.PromptTokenSeconds = c.PromptTokenSeconds;
        p.FirstTokenSteps = c.FirstTokenSteps;
        p.FirstTokenPrefillShare = c.FirstTokenPrefillShare;
        p.PrefillInterference = c.PrefillInterference;
        p.CrossRankInterference = c.CrossRankInterference * facts.LockStep;
        p.PrefillQueueing = c.PrefillQueueing;

        p.IdleWatts = machine.PowerLimitWatts * c.IdlePowerShare;
        p.ActiveWatts = machine.PowerLimitWatts * c.ActivePowerShare;
        p.MatrixPowerRise = c.MatrixPowerRise;
        p.MemoryPowerRise = c.MemoryPowerRise;
        T perByte = T.Of(1f) / machine.MemoryBytesPerSecond;
        p.PeakMatrixPerToken = facts.ProjectionFlopPerToken / machine.ProjectionFlopPerSecond
            + (facts.FeedForwardFlopPerToken + facts.SharedFlopPerToken) / machine.MatrixFlopPerSecond
            + facts.ExpertFlopPerToken / machine.ExpertFlopPerSecond;
        p.PeakWeightMemory = (facts.ProjectionBytes + facts.FeedForwardBytes + facts.SharedBytes + facts.HeadBytes) * perByte;
        p.PeakExpertMemory = facts.ExpertBytesPerExpert * perByte;
        p.PeakKvMemory = facts.KvBytesPerContextToken * perByte;
        p.PeakKvMemoryLimited = facts.KvBytesPerLimitedToken * perByte;
    }
}
