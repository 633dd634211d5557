using System.Runtime.CompilerServices;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>The step time of a deployment by the cost equations, evaluated for every step; whole microseconds.</summary>
public struct DeploymentClock : IJointStepClock<DeploymentClock>
{
    ReplicaStep<Scalar> _step;

    public static DeploymentClock Of(PlannedDeployment plan)
    {
        float[] row = new float[PreparedDeployment<Scalar>.Count];
        PreparedDeploymentRow.Write(in plan.Prepared, row);
        RowReader reader = new(row);
        PreparedDeployment<Scalar> prepared = PreparedDeployment<Scalar>.Read(ref reader, 0, 0);
        return new() { _step = ReplicaStep<Scalar>.Of(in prepared, new Scalar((float)plan.Limits.PipelineStages.Value)) };
    }

    public static long Microseconds(in DeploymentClock clock, int decodes, long contextTokens, int prefillTokens, long doubledPositionTokens)
    {
        StepBatch batch = new() { Decodes = decodes, ContextTokens = contextTokens, PrefillTokens = prefillTokens, DoubledPositionTokens = doubledPositionTokens };
        Batch<Scalar> own = Own(in clock, in batch);
        return Whole(StepTime.Seconds(in clock._step.Prepared, in own));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Batch<Scalar> Own(in DeploymentClock clock, in StepBatch batch)
    {
        float context = batch.Decodes > 0 ? batch.ContextTokens / (float)batch.Decodes : 0, position = batch.PrefillTokens > 0 ? batch.DoubledPositionTokens / (2f * batch.PrefillTokens) : 0;
        return ReplicaStep<Scalar>.BatchOf(in clock._step, new(batch.Decodes), new(context), new(batch.PrefillTokens), new(position));
    }

    /// <summary>Attention, dense matrices and head are the rank's own.</summary>
    public static void Join(in DeploymentClock clock, in StepBatch batch, ref JointStep step)
    {
        ref readonly PreparedDeployment<Scalar> p = ref clock._step.Prepared;
        Batch<Scalar> own = Own(in clock, in batch);
        Scalar tokens = own.DecodeSequences + own.PrefillTokens, requests = own.DecodeSequences + own.PrefillSequences;
        Scalar seconds = StepTime.Matrices(in p, tokens) + StepTime.Attention(in p, in own) + StepTime.Head(in p, requests);
        step.OwnSeconds = Math.Max(step.OwnSeconds, seconds.Value);
        step.Tokens += tokens.Value;
        step.MostTokens = Math.Max(step.MostTokens, tokens.Value);
        step.MostRequests = Math.Max(step.MostRequests, requests.Value);
    }

    /// <summary>The routed experts compute the tokens of all ranks, each rank its part; collectives and the engine wait for the rank with the most.</summary>
    public static long Microseconds(in DeploymentClock clock, in JointStep step, int ranks)
    {
        ref readonly PreparedDeployment<Scalar> p = ref clock._step.Prepared;
        Scalar mean = new(step.Tokens / ranks), most = new(step.MostTokens);
        Scalar experts = StepTime.Roof(StepTime.Experts(in p, mean) + StepTime.SharedExperts(in p, most), p.ExpertFloor, p.FloorRoundness);
        Scalar device = new Scalar(step.OwnSeconds) + p.LayerFloor + experts + StepTime.Communication(in p, most);
        return Whole(StepTime.Roof(device, p.StepOverhead + new Scalar(step.MostRequests) * p.RequestOverhead, p.HostRoundness));
    }

    static long Whole(Scalar seconds)
    {
        long microseconds = (long)(seconds.Value * 1e6f + 0.5f);
        return microseconds > 0 ? microseconds : 1;
    }

    /// <summary>What a first token waits for beside the steps, when a step takes this long on average and its prompt has so many tokens.</summary>
    public readonly double FirstTokenSeconds(double meanStepSeconds, int promptTokens) => ReplicaStep<Scalar>.FirstTokenSeconds(in _step, new((float)meanStepSeconds), new(promptTokens)).Value;

    readonly struct RowReader(float[] row) : Compute.IMemory<Scalar>
    {
        readonly float[] _row = row;

        public static bool Keeps => false;

        public void Keep(int place, Scalar value)
        {
        }

        public Scalar Kept(int place) => throw new NotSupportedException("rows are only read");

        public Scalar Row(int row, int field) => new(_row[field]);

        public int Count(int row, int field) => (int)_row[field];

        public Scalar Item(int field, int item) => Row(0, field);

        public void Write(int column, int row, int item, Scalar value) => throw new NotSupportedException("rows are only read");
    }
}
