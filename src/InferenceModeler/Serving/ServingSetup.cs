using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>A deployment as the simulator sees it: its step clock, and the limits of one rank's scheduler.</summary>
sealed class ServingSetup
{
    // Below this a leap's two evaluations save little.
    const int LeastLeapSteps = 4;

    const int MostBlocks = int.MaxValue / 2;

    readonly int _maxContextTokens;
    readonly bool _reservesOutput;

    public ServingSetup(SimulationQuestion question)
    {
        PlannedDeployment plan = question.Plan;
        Clock = DeploymentClock.Of(plan);
        int stages = plan.Deployment.Layout.Pipeline, block = plan.Deployment.Engine.KvBlockTokens;
        double kvTokens = KvTokens(plan, question.Workload.Lengths);
        Rules = new()
        {
            MaxBatchedTokens = plan.Deployment.Engine.MaxBatchedTokens * stages,
            MaxSequences = plan.Deployment.Engine.MaxSequences * stages,
            LongPrefillTokens = question.LongPrefillTokens,
            BlockTokens = block,
            LeastLeapSteps = LeastLeapSteps,
            KvBlocks = (int)Math.Min(kvTokens / block, MostBlocks),
        };
        _maxContextTokens = plan.Deployment.Model.MaxContextTokens;
        MeanOutputTokens = question.Workload.Lengths.MeanOutputTokens;
        LongestOutputTokens = question.Workload.Lengths.Table.Max(c => c.Shape.OutputTokens);
        _reservesOutput = question.Admission == AdmissionRule.NoEvict;
    }

    public readonly DeploymentClock Clock;

    public readonly ServingRules Rules;

    public double MeanOutputTokens { get; }

    public int LongestOutputTokens { get; }

    /// <summary>Whether a replica can ever finish it.</summary>
    public bool Fits(RequestShape shape)
    {
        long tokens = (long)shape.PromptTokens + shape.OutputTokens;
        return tokens <= _maxContextTokens && Rules.Blocks((int)tokens - (_reservesOutput ? 0 : 1)) <= Rules.KvBlocks;
    }

    // As the closed form has it: memory as tokens of a sequence of mean context, so that windows and states count. Exact where a token costs the same everywhere.
    static double KvTokens(PlannedDeployment plan, LengthDistribution lengths)
    {
        double steps = lengths.Table.Sum(c => c.Share * Math.Max(c.Shape.OutputTokens - 1, 1));
        double context = lengths.Table.Sum(c => c.Share * Math.Max(c.Shape.OutputTokens - 1, 1) * (c.Shape.PromptTokens + 0.5 * c.Shape.OutputTokens)) / steps;
        double whole = Math.Max(Math.Floor(Math.Min(context, plan.Deployment.Model.MaxContextTokens)), 1);
        return plan.Limits.KvFreeBytes.Value / Replica.SequenceBytes(in plan.Limits, new Precise(whole)).Value * whole;
    }
}
