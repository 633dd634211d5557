using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>A deployment as the simulator sees it: its step clock, and the limits of one rank's scheduler.</summary>
public sealed class ServingSetup
{
    // A leap evaluates two steps: below this it saves none.
    const int LeastLeapSteps = 3;

    const int MostBlocks = int.MaxValue / 2;

    readonly int _maxContextTokens;
    readonly bool _reservesOutput;

    internal ServingSetup(SimulationQuestion question)
    {
        PlannedDeployment plan = question.Plan;
        Clock = DeploymentClock.Of(plan);
        (double Share, LengthDistribution Lengths)[] mixes = question.Classes.Count > 0 ? [.. question.Classes.Select(c => (c.Share, c.Workload.Lengths))] : [(1, question.Workload.Lengths)];
        int stages = plan.Deployment.Layout.Pipeline, block = plan.Deployment.Engine.KvBlockTokens;
        double kvTokens = KvTokens(plan, [.. mixes.SelectMany(m => m.Lengths.Table.Select(c => c with { Share = m.Share * c.Share }))]);
        bool isCaching = question.Cache is not null || question.Admission == AdmissionRule.Retract;
        // Bytes of a block as the device memory counts them, so that a tier of the same size holds as many.
        double blockBytes = plan.Limits.KvFreeBytes.Value / kvTokens * block;
        PrefixCache cache = question.Cache ?? new();
        IsCaching = isCaching;
        Rules = new()
        {
            TimeoutMicroseconds = question.TimeoutSeconds is { } timeout ? Math.Max((long)(1e6 * timeout), 1) : 0,
            MaxWaiting = question.MaxWaiting ?? 0,
            IsClosed = question.Load is ServingLoad.Closed,
            ThinkMicroseconds = (long)(1e6 * question.NetworkSeconds),
            HostBlocks = (int)Math.Min(cache.HostBytes / blockBytes, MostBlocks),
            RemoteBlocks = (int)Math.Min(cache.RemoteBytes / blockBytes, MostBlocks),
            HostBlockNanoseconds = cache.HostBytes > 0 ? Nanoseconds(blockBytes, plan.Deployment.Accelerator.HostBytesPerSecond) : 0,
            RemoteBlockNanoseconds = cache.RemoteBytes > 0 ? Nanoseconds(blockBytes, cache.RemoteBytesPerSecond) : 0,
            MaxBatchedTokens = plan.Deployment.Engine.MaxBatchedTokens * stages,
            MaxSequences = plan.Deployment.Engine.MaxSequences * stages,
            LongPrefillTokens = question.LongPrefillTokens,
            BlockTokens = block,
            LeastLeapSteps = LeastLeapSteps,
            KvBlocks = (int)Math.Min(kvTokens / block, MostBlocks),
        };
        _maxContextTokens = plan.Deployment.Model.MaxContextTokens;
        MeanOutputTokens = mixes.Sum(m => m.Share * m.Lengths.MeanOutputTokens);
        LongestOutputTokens = mixes.Max(m => m.Lengths.Table.Max(c => c.Shape.OutputTokens));
        _reservesOutput = question.Admission == AdmissionRule.NoEvict;
    }

    public readonly DeploymentClock Clock;

    public readonly ServingRules Rules;

    public bool IsCaching { get; }

    public double MeanOutputTokens { get; }

    public int LongestOutputTokens { get; }

    /// <summary>Whether a replica can ever finish it.</summary>
    public bool Fits(RequestShape shape)
    {
        long tokens = (long)shape.PromptTokens + shape.OutputTokens;
        return tokens <= _maxContextTokens && Rules.Blocks((int)tokens - (_reservesOutput ? 0 : 1)) <= Rules.KvBlocks;
    }

    // As the closed form has it: memory as tokens of a sequence of mean context, so that windows and states count. Exact where a token costs the same everywhere.
    static double KvTokens(PlannedDeployment plan, WeightedShape[] table)
    {
        double steps = table.Sum(c => c.Share * Math.Max(c.Shape.OutputTokens - 1, 1));
        double context = table.Sum(c => c.Share * Math.Max(c.Shape.OutputTokens - 1, 1) * (c.Shape.PromptTokens + 0.5 * c.Shape.OutputTokens)) / steps;
        double whole = Math.Max(Math.Floor(Math.Min(context, plan.Deployment.Model.MaxContextTokens)), 1);
        return plan.Limits.KvFreeBytes.Value / Replica.SequenceBytes(in plan.Limits, new Precise(whole)).Value * whole;
    }

    static int Nanoseconds(double bytes, double bytesPerSecond) =>
        bytesPerSecond > 0 ? (int)Math.Min(1e9 * bytes / bytesPerSecond, int.MaxValue) : throw new InputException("a host cache needs an accelerator whose host link is known");
}
