using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

public class ReplicaEventLoopTests
{
    static RequestMix Alike(int prompt, int output) => new([new(new(prompt, output), 1)]);

    [Fact]
    public void One_sequence_and_constant_steps_make_an_M_D_1_queue()
    {
        const double step = 0.1, rate = 6;
        ReplicaRun run = new ReplicaEventLoop(new(1000, 1, 100_000), (_, _, _, _) => step).Run(Alike(10, 1), rate, 60_000, 3);

        // Pollaczek and Khinchine: S + λS²/(2(1 − ρ)).
        double expected = step + rate * step * step / (2 * (1 - rate * step));
        Assert.Equal(expected, run.TtftSeconds.Average(), 0.04 * expected);
    }

    [Fact]
    public void Arrivals_far_apart_take_their_own_steps_and_no_more()
    {
        // 5,000 prompt tokens under a budget of 2,048 take three steps; the other three tokens take a step each.
        ReplicaRun run = new ReplicaEventLoop(new(2048, 8, 100_000), (decodes, _, prefill, _) => 0.01 + 1e-5 * prefill).Run(Alike(5000, 4), 1e-4, 50, 1);

        Assert.All(run.TtftSeconds, seconds => Assert.Equal(3 * 0.01 + 5000 * 1e-5, seconds, 1e-6));
        Assert.All(run.TpotSeconds, seconds => Assert.Equal(0.01, seconds, 1e-6));
    }

    [Fact]
    public void Every_measured_request_is_finished_once_and_the_rate_out_is_the_rate_in()
    {
        Setting setting = Setting.All[0];
        double rate = 0.5 * setting.SaturatedRate();
        ReplicaRun run = new ReplicaEventLoop(setting.Limits, setting.Step.Seconds).Run(setting.Mix, rate, 10_000, 5);

        Assert.Equal(8_000, run.TtftSeconds.Count);
        Assert.Equal(8_000, run.EndToEndSeconds.Count);
        Assert.Equal(rate, run.CompletedPerSecond, 0.05 * rate);
    }

    [Fact]
    public void Requests_in_the_system_are_rate_times_end_to_end_time()
    {
        Setting setting = Setting.All[0];
        double rate = 0.5 * setting.SaturatedRate();
        ReplicaRun run = new ReplicaEventLoop(setting.Limits, setting.Step.Seconds).Run(setting.Mix, rate, 20_000, 7);

        Assert.Equal(run.CompletedPerSecond * run.EndToEndSeconds.Average(), run.MeanRequestsInSystem, 0.03 * run.MeanRequestsInSystem);
    }

    [Fact]
    public void Memory_bounds_the_tokens_held_by_preemption()
    {
        ReplicaRun tight = new ReplicaEventLoop(new(2048, 64, 3_000), (_, _, _, _) => 0.01).Run(Alike(100, 400), 20, 500, 1);
        ReplicaRun roomy = new ReplicaEventLoop(new(2048, 64, 100_000), (_, _, _, _) => 0.01).Run(Alike(100, 400), 20, 500, 1);

        Assert.True(tight.Preemptions > 0);
        Assert.Equal(0, roomy.Preemptions);
        Assert.True(tight.MeanDecodeSequences < 3_000 / 100.0);
        Assert.True(tight.CompletedPerSecond < roomy.CompletedPerSecond);
    }
}
