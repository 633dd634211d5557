using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Models;
using InferenceModeler.Numerics;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

/// <summary>The search for percentiles in a fixed number of steps, from rest, where distributions are spikes, to load.</summary>
public class PercentileTests(ITestOutputHelper output)
{
    static readonly double[] s_shares = [1e-6, 1e-4, 1e-2, 0.1, 0.3, 0.5, 0.7, 0.85];

    static readonly RequestMix[] s_mixes =
    [
        .. new[] { "azure-conversation-2023", "azure-code-2023" }.Select(name => WorkloadLibrary.Load(name, null).Workload.Lengths.ToMix(MixRow.MostCells).Mix),
        new([new(new(1200, 200), 1)]),
        new([new(new(9000, 1000), 1)]),
    ];

    static IEnumerable<PlannedDeployment> Plans => [.. Deployments.Kinds, Pipeline];

    // Four stages in a row, whose steps are long and alike at rest.
    static PlannedDeployment Pipeline => Deployments.Plan(Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "tpu-v6e", new(1, 4, 1, 1), NumberFormat.Int8));

    [Theory, InlineData(0.5), InlineData(0.95), InlineData(0.99)]
    public void A_percentile_is_where_the_distribution_function_reaches_it(double percentile)
    {
        // The search follows the tails, which limits are about; the median of ranks that wait for one another it may miss by a tenth (docs/dynamics.md).
        foreach (PlannedDeployment plan in Plans.Where(p => percentile > 0.5 || !StepTogether(p)))
            foreach (RequestMix requests in s_mixes)
                foreach (double share in s_shares) Check(plan, requests, share, percentile);
    }

    static bool StepTogether(PlannedDeployment plan) => plan.Deployment.Layout is { Data: > 1, Expert: > 1 };

    static void Check(PlannedDeployment plan, RequestMix requests, double share, double percentile)
    {
        Replica at = new(plan, requests);
        Precise rate = new(share * at.Ceiling.SaturatedRate.Value);
        OpenLoopPoint<Precise> point = at.OpenLoop(rate.Value, percentile);
        ReplicaLoad<Precise> load = OpenLoop.At(in at.Step, in at.Moments, in at.Batch, in at.Ceiling, rate);
        ArrivalView<Precise> view = new(in load, AdmissionWait<Precise>.Of(in load, in at.Ceiling, in at.Moments));
        DecodeView<Precise> decode = new(in load, in view);
        NothingKept<Precise> nothing = default;
        double late = ReplicaStep<Precise>.FirstTokenSeconds(in at.Step, load.MeanStepSeconds, at.Moments.Prompt).Value;
        double Ttft(double seconds) => Latencies.Ttft(in load, in view, in at.Moments, in at.Mix, ref nothing, new(seconds - late), out _).Value;
        double Tpot(double seconds) => seconds < at.Ceiling.EmptyStepSeconds.Value ? 0 : seconds >= TpotTail<Precise>.Longest(in load).Value ? 1
            : Latencies.Tpot(in load, in view, in decode, in at.Moments, in at.Mix, ref nothing, new(seconds), out _).Value;
        string where = $"{plan.Deployment}, {requests.Shapes.Count} shapes, {share} of saturation, p{100 * percentile}";
        Near("TTFT", Ttft, point.TtftSeconds.Value);
        Near("TPOT", Tpot, point.TpotSeconds.Value);

        // On a flat of the distribution function the time may be off, the share that exceeds it not.
        void Near(string name, Func<double, double> below, double found)
        {
            double exact = Reached(percentile, below);
            Assert.True(Math.Abs(found / exact - 1) < 0.02 || Math.Abs(below(found) - percentile) < 0.1 * (1 - percentile), $"{where}: {name} {found}, distribution function {exact} and {below(found)} there");
        }
    }

    static double Reached(double percentile, Func<double, double> below)
    {
        double low = 1e-5, high = 1e4;
        while (high / low > 1.0001)
        {
            double middle = Math.Sqrt(low * high);
            if (below(middle) < percentile) low = middle;
            else high = middle;
        }
        return high;
    }

    [Fact]
    public void A_replica_at_rest_takes_the_event_loop_s_times()
    {
        // The event loop is of one rank: those that step together are held to the simulator's groups by ClosedFormGapTests.
        foreach (PlannedDeployment plan in Plans.Where(p => !StepTogether(p)))
        {
            Replica at = new(plan, s_mixes[0]);
            double rate = 1e-5 * at.Ceiling.SaturatedRate.Value;
            OpenLoopPoint<Precise> point = at.OpenLoop(rate, 0.95);
            ReplicaRun run = at.Run(rate, 1500);
            double late = ReplicaStep<Precise>.FirstTokenSeconds(in at.Step, point.MeanStepSeconds, at.Moments.Prompt).Value;
            Near("TTFT p95", ReplicaRun.Percentile(run.TtftSeconds, 0.95) + late, point.TtftSeconds, 0.13);
            // Contexts differ from request to request; the closed form takes their mean.
            Near("TPOT p95", ReplicaRun.Percentile(run.TpotSeconds, 0.95), point.TpotSeconds, 0.10);
            Near("TPOT mean", run.TpotSeconds.Average(), point.TpotMeanSeconds, 0.005);

            void Near(string name, double loop, Precise closed, double tolerance)
            {
                output.WriteLine($"{plan.Deployment}: {name} {closed.Value * 1e3:0.0} ms, event loop {loop * 1e3:0.0} ms");
                Assert.InRange(closed.Value, loop * (1 - tolerance), loop * (1 + tolerance));
            }
        }
    }

    /// <summary>One attention rank of a deployment under a mix, as the closed form and the event loop see it.</summary>
    sealed class Replica
    {
        public readonly ListMix<Precise> Mix;
        public readonly MixMoments<Precise> Moments;
        public readonly ReplicaStep<Precise> Step;
        public readonly BatchLimits<Precise> Batch;
        public readonly BatchCeiling<Precise> Ceiling;

        readonly RequestMix _requests;

        public Replica(PlannedDeployment plan, RequestMix requests)
        {
            _requests = requests;
            Mix = new(requests);
            Moments = MixMoments<Precise>.Of(in Mix);
            Step = ReplicaStep<Precise>.Of(in plan.Prepared, in plan.Limits);
            Batch = ReplicaStep<Precise>.Limits(in plan.Limits, in Moments);
            Ceiling = BatchCeiling<Precise>.Of(in Step, in Moments, in Batch);
        }

        public OpenLoopPoint<Precise> OpenLoop(double rate, double percentile) =>
            InferenceModeler.Cost.OpenLoop.Evaluate(in Step, in Moments, in Mix, in Batch, new(rate), new(percentile));

        public ReplicaRun Run(double rate, int requests)
        {
            ReplicaLimits limits = new((int)Batch.BatchedTokens.Value, (int)Batch.Sequences.Value, (int)Batch.KvTokens.Value);
            return new ReplicaEventLoop(limits, Seconds).Run(_requests, rate, requests, 1);
        }

        double Seconds(double decodes, double context, double prefill, double position) =>
            ReplicaStep<Precise>.Seconds(in Step, new(decodes), new(context), new(prefill), new(position)).Value;
    }
}
