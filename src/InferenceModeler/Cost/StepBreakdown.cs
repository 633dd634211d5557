using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>A step taken apart into operators. Times come from the very groups that <see cref="StepTime.Seconds"/> adds up, so they sum to it.</summary>
public sealed record StepBreakdown(IReadOnlyList<OperatorCost> Operators)
{
    public double Seconds => Operators.Sum(o => o.Seconds);

    public static StepBreakdown Of(in StepFacts<Precise> facts, in PreparedDeployment<Precise> p, in Batch<Precise> batch)
    {
        Precise tokens = batch.DecodeSequences + batch.PrefillTokens;
        Precise requests = batch.DecodeSequences + batch.PrefillSequences;
        double roof = p.RoofRoundness.Value;
        List<OperatorCost> list = [];

        void Matrix(string name, double flopPerToken, double bytes, double compute, double memory)
        {
            if (bytes <= 0) return;
            double c = tokens.Value * compute;
            list.Add(new(name, tokens.Value * flopPerToken, bytes, c, memory, Roof(c, memory, roof), c > memory ? "compute" : "memory"));
        }

        Matrix("projections", facts.ProjectionFlopPerToken.Value, facts.ProjectionBytes.Value, p.ProjectionCompute.Value, p.ProjectionMemory.Value);
        Matrix("feed-forward", facts.FeedForwardFlopPerToken.Value, facts.FeedForwardBytes.Value, p.FeedForwardCompute.Value, p.FeedForwardMemory.Value);
        Matrix("shared experts", facts.SharedFlopPerToken.Value, facts.SharedBytes.Value, p.SharedCompute.Value, p.SharedMemory.Value);
        list.AddRange(Experts(in facts, in p, tokens));
        double experts = (StepTime.Experts(in p, tokens) + StepTime.SharedExperts(in p, tokens)).Value;
        double floored = Roof(experts, p.ExpertFloor.Value, p.FloorRoundness.Value);
        list.Add(Attention(in facts, in p, in batch));
        double elementwise = (tokens * p.Elementwise).Value;
        list.Add(new("element-wise", 0, (tokens * facts.ElementwiseBytesPerToken).Value, 0, elementwise, elementwise, "memory"));

        list.Add(new("layer floor", 0, 0, 0, 0, p.LayerFloor.Value, "launch"));
        if (p.ExpertFloor.Value > 0) list.Add(new("expert floor", 0, 0, 0, 0, floored - experts, "launch"));
        double headCompute = (requests * p.HeadCompute).Value, headMemory = p.HeadMemory.Value;
        list.Add(new("head", (requests * facts.HeadFlopPerRow).Value, facts.HeadBytes.Value, headCompute, headMemory, StepTime.Head(in p, requests).Value,
            headCompute > headMemory ? "compute" : "memory"));
        list.AddRange(Links(in facts, in p, tokens));
        double device = list.Sum(o => o.Seconds), host = (p.StepOverhead + requests * p.RequestOverhead).Value;
        list.Add(new("engine", 0, 0, 0, 0, Roof(device, host, p.HostRoundness.Value) - device, "host"));
        return new(list);
    }

    static double Roof(double left, double right, double roundness) => StepTime.Roof(new Precise(left), new Precise(right), new Precise(roundness)).Value;

    static OperatorCost[] Experts(in StepFacts<Precise> facts, in PreparedDeployment<Precise> p, Precise tokens)
    {
        if (facts.ResidentExperts.Value <= 0) return [];
        double active = facts.ResidentExperts.Value * (1 - Math.Pow(2, (tokens * p.ExpertTokenFactor * p.Log2ExpertMiss).Value));
        double compute = (tokens * p.ExpertCompute).Value, memory = active * p.ExpertMemory.Value;
        return [new($"experts ({active:0.#} of {facts.ResidentExperts.Value:0.#} active)", (tokens * facts.ExpertFlopPerToken).Value,
            active * facts.ExpertBytesPerExpert.Value, compute, memory, StepTime.Experts(in p, tokens).Value, compute > memory ? "compute" : "memory")];
    }

    static OperatorCost Attention(in StepFacts<Precise> facts, in PreparedDeployment<Precise> p, in Batch<Precise> batch)
    {
        double m = batch.DecodeSequences.Value, context = batch.ContextTokens.Value, limited = Math.Min(context, p.LimitTokens.Value);
        double seen = batch.PrefillOffsetTokens.Value + batch.ChunkTokens.Value / 2, seenLimited = Math.Min(seen, p.LimitTokens.Value);
        double c = batch.PrefillTokens.Value;
        double flop = m * (context * facts.DecodeFlopPerContextToken.Value + limited * facts.DecodeFlopPerLimitedToken.Value)
            + c * (seen * facts.PrefillFlopPerPair.Value + seenLimited * facts.PrefillFlopPerLimitedPair.Value) + (m + c) * facts.StateFlopPerToken.Value;
        double bytes = m * (context * facts.KvBytesPerContextToken.Value + limited * facts.KvBytesPerLimitedToken.Value + facts.StateBytesPerSequence.Value);
        double memory = m * (context * p.KvMemory.Value + limited * p.KvMemoryLimited.Value + p.StateMemory.Value);
        double compute = m * (context * p.DecodeCompute.Value + limited * p.DecodeComputeLimited.Value)
            + c * (seen * p.PrefillCompute.Value + seenLimited * p.PrefillComputeLimited.Value) + (m + c) * p.StateCompute.Value;
        return new("attention", flop, bytes, compute, memory, StepTime.Attention(in p, in batch).Value, compute > memory ? "compute" : "memory");
    }

    static List<OperatorCost> Links(in StepFacts<Precise> facts, in PreparedDeployment<Precise> p, Precise tokens)
    {
        double oneShot = (p.OneShotLatency + tokens * p.OneShotPerToken).Value, twoShot = (p.TwoShotLatency + tokens * p.TwoShotPerToken).Value;
        List<OperatorCost> list = [];
        if (facts.AllReduces.Value > 0)
        {
            double latency = oneShot < twoShot ? p.OneShotLatency.Value : p.TwoShotLatency.Value, time = Math.Min(oneShot, twoShot);
            list.Add(new($"all-reduce ({(oneShot < twoShot ? "one-shot" : "two-shot")})", 0, (tokens * facts.AllReduces * facts.AllReduceBytesPerToken).Value,
                0, 0, time, latency > time / 2 ? "latency" : "link"));
        }

        double exchange = (p.AllToAllLatency + tokens * p.AllToAllPerToken).Value;
        if (exchange > 0) list.Add(new("all-to-all", 0, (tokens * facts.AllToAlls * facts.AllToAllBytesPerToken).Value, 0, 0, exchange, p.AllToAllLatency.Value > exchange / 2 ? "latency" : "link"));
        double hops = (p.PipelineLatency + tokens * p.PipelinePerToken).Value;
        if (hops > 0) list.Add(new("pipeline hops", 0, (tokens * facts.PipelineHops * facts.PipelineBytesPerToken).Value, 0, 0, hops, p.PipelineLatency.Value > hops / 2 ? "latency" : "link"));
        return list;
    }
}
