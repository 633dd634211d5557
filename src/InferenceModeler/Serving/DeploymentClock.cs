using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>The step time of a deployment by the cost equations, evaluated for every step; whole microseconds.</summary>
public struct DeploymentClock : IStepClock<DeploymentClock>
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
        float context = decodes > 0 ? contextTokens / (float)decodes : 0, position = prefillTokens > 0 ? doubledPositionTokens / (2f * prefillTokens) : 0;
        Scalar seconds = ReplicaStep<Scalar>.Seconds(in clock._step, new(decodes), new(context), new(prefillTokens), new(position));
        long microseconds = (long)(seconds.Value * 1e6f + 0.5f);
        return microseconds > 0 ? microseconds : 1;
    }

    /// <summary>What a first token waits for beside the steps, when a step takes this long on average.</summary>
    public readonly double FirstTokenSeconds(double meanStepSeconds) => ReplicaStep<Scalar>.FirstTokenSeconds(in _step, new((float)meanStepSeconds)).Value;

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
