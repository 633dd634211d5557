using CsCheck;
using InferenceModeler.Cost;
using InferenceModeler.Fidelity;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Cost;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Fidelity;

public class ScorerTests
{
    static readonly Scorer s_scorer = new(Deployments.Catalog, Deployments.Coefficients);

    static readonly MeasuredPoint s_closed = new()
    {
        File = "t.csv",
        Id = "a",
        Accelerator = "h100-sxm",
        Accelerators = 4,
        Model = "meta-llama/Llama-3.1-70B",
        Weights = "fp8",
        Engine = "vllm",
        Tensor = 4,
        Pipeline = 1,
        Expert = 1,
        Data = 1,
        Mode = "closed",
        Load = 32,
        PromptTokens = 1000,
        OutputTokens = 1000,
        Metric = "tpot_s",
        Statistic = "mean",
        Value = 0.02,
    };

    [Theory]
    [InlineData("closed", "ttft_s", "mean")]
    [InlineData("closed", "ttft_s", "p99")]
    [InlineData("closed", "e2e_s", "p90")]
    [InlineData("closed", "power_w", "mean")]
    [InlineData("static", "batch_latency_s", "mean")]
    [InlineData("static", "prefill_s", "mean")]
    [InlineData("offline", "total_tokens_per_s", "mean")]
    [InlineData("open", "e2e_s", "p99")]
    [InlineData("open", "energy_j_per_output_token", "mean")]
    [InlineData("closed", "decode_step_s", "p50")]
    public void Every_mode_predicts_its_metrics_inside_its_interval(string mode, string metric, string statistic)
    {
        ScoredPoint scored = s_scorer.Score(s_closed with { Mode = mode, Metric = metric, Statistic = statistic, Load = mode == "open" ? 1 : 32, Value = 10 });
        Assert.True(scored.IsPredicted, scored.Status);
        Assert.InRange(scored.Predicted, scored.Low, scored.High);
    }

    [Fact]
    public void A_first_token_waits_for_the_engine_to_look()
    {
        double Ttft(double? waitSteps) => s_scorer.Score(s_closed with { Metric = "ttft_s", Statistic = "p50", WaitSteps = waitSteps, Value = 1 }).Predicted;
        ScoredPoint step = s_scorer.Score(s_closed with { Mode = "static", Metric = "decode_step_s" });
        Assert.Equal(Ttft(null), Ttft(0));
        Assert.Equal(20 * step.Predicted, Ttft(20) - Ttft(0), 1e-9);
    }

    [Theory]
    [InlineData("b200-sxm", 8, 5)]
    [InlineData("b200-sxm", 16, 15)]
    [InlineData("h200-sxm", 16, 0)]
    public void Published_runs_of_some_setups_wait_by_their_scripts(string accelerator, double load, double waitSteps)
    {
        MeasuredPoint point = s_closed with { Accelerator = accelerator, Accelerators = 8, Tensor = 8, Model = "deepseek-ai/DeepSeek-R1", Engine = "sglang", Load = load };
        ScoredPoint usual = s_scorer.Score(point), told = s_scorer.Score(point with { WaitSteps = 2 });
        Assert.Equal((waitSteps, 2), (usual.Plan!.WaitSteps, told.Plan!.WaitSteps));
        Assert.Equal(waitSteps > 0, usual.Plan.Defaults.Any(d => d.Contains("as in published runs")));
    }

    [Fact]
    public void Each_prompt_token_costs_time_around_the_model_though_it_is_cached()
    {
        double Ttft(double cached, double prompt) => s_scorer.Score(s_closed with { Metric = "ttft_s", Statistic = "p50", Load = 1, PromptTokens = prompt, CachedPromptTokens = cached, OutputTokens = 100, Value = 1 }).Predicted;
        double perToken = s_scorer.Score(s_closed).Plan!.Plan.Prepared.PromptTokenSeconds.Value;
        Assert.InRange(perToken, 1e-7, 1e-5);
        // What more context adds to a step comes on top.
        Assert.True(Ttft(16_000, 16_100) - Ttft(0, 100) > 16_000 * perToken);
    }

    [Fact]
    public void Wider_limits_let_a_server_take_more()
    {
        double Rate(double ttft) => s_scorer.Score(s_closed with { Mode = "server", Load = null, Metric = "output_tokens_per_s", Value = 1, TtftLimitSeconds = ttft, TpotLimitSeconds = 0.05, LimitPercentile = 0.99 }).Predicted;
        Assert.InRange(Rate(0.5), 1, Rate(3));
    }

    [Fact]
    public void An_open_load_slightly_above_capacity_is_taken_as_just_stable_and_one_far_above_as_overloaded()
    {
        ScoredPoint Open(double rate, string metric) => s_scorer.Score(s_closed with { Mode = "open", Load = rate, PromptTokens = 500, OutputTokens = 100, Metric = metric, Value = 1000 });
        double ttft = Open(1, "ttft_s").Predicted;
        Assert.InRange(ttft, 0, 1);
        ScoredPoint far = Open(500, "output_tokens_per_s");
        double capacity = far.Predicted / 100;
        Assert.InRange(capacity, 5, 200);
        Assert.Contains("overloaded above", far.Status);
        Assert.InRange(Open(500, "ttft_s").Predicted, 10 * ttft, double.MaxValue);
        ScoredPoint near = Open(1.25 * capacity, "e2e_s");
        Assert.Contains("saturates at", near.Status);
        Assert.InRange(near.Predicted, Open(0.5 * capacity, "e2e_s").Predicted, 100);
    }

    [Fact]
    public void An_open_load_is_simulated_under_the_rule_of_its_engine()
    {
        ScoredPoint scored = s_scorer.Score(s_closed with { Engine = "sglang", Mode = "open", Load = 2 });
        Assert.Equal("predicted", scored.Status);
        double Tpot(AdmissionRule rule) => Simulation.RunWithRequests(new()
        {
            Plan = scored.Plan!.Plan,
            Workload = new() { Name = "alike", Lengths = new FixedLengths(new(1000, 1000, 0)), Source = "test" },
            RequestsPerSecond = 2,
            Requests = 3000,
            Seeds = 4,
            Router = Router.JoinShortestQueue,
            Admission = rule,
        }, 1).Requests.Where(r => r.FinishedSeconds is not null).Average(r => (r.FinishedSeconds!.Value - r.FirstTokenSeconds!.Value) / (r.OutputTokens - 1));
        Assert.Equal(Tpot(AdmissionRule.Retract), scored.Predicted, 1e-12);
        Assert.NotEqual(Tpot(AdmissionRule.Recompute), scored.Predicted, 1e-6);
    }

    // By Little's law the requests that decode are rate × decodes × time per token, spread over the time in which the replica works.
    [Theory]
    [InlineData(0.5)]
    [InlineData(4)]
    public void The_step_of_an_open_load_is_that_of_the_sequences_that_decode_at_its_rate(double rate)
    {
        MeasuredPoint open = s_closed with { Mode = "open", Load = rate, OutputTokens = 200, Value = 1 };
        ScoredPoint scored = s_scorer.Score(open);
        double decodes = rate * 199 * scored.Predicted;
        StepBreakdown At(double sequences) => s_scorer.Score(open with { Mode = "static", Load = sequences, Metric = "decode_step_s" }).Breakdown();
        Assert.InRange(scored.Breakdown().Seconds, 0.97 * At(decodes).Seconds, 1.03 * At(Math.Max(2, 2 * decodes)).Seconds);
    }

    [Fact]
    public void The_step_of_a_server_is_that_of_the_rate_it_keeps()
    {
        ScoredPoint server = s_scorer.Score(s_closed with { Mode = "server", Load = null, OutputTokens = 200, Metric = "output_tokens_per_s", Value = 1000, TtftLimitSeconds = 1, TpotLimitSeconds = 0.05, LimitPercentile = 0.9 });
        ScoredPoint open = s_scorer.Score(s_closed with { Mode = "open", Load = server.Predicted / 200, OutputTokens = 200, Value = 1 });
        Assert.Equal(open.Breakdown().Seconds, server.Breakdown().Seconds);
        ScoredPoint alone = s_scorer.Score(s_closed with { Load = 1, OutputTokens = 200 });
        Assert.True(server.Breakdown().Seconds > 1.05 * alone.Breakdown().Seconds);
    }

    [Fact]
    public void A_server_without_limits_is_skipped_for_that() => Assert.Contains("needs ttft_limit_s", s_scorer.Score(s_closed with { Mode = "server", Load = null, Metric = "output_tokens_per_s" }).Status);

    [Fact]
    public void The_slowest_first_tokens_of_a_run_are_those_of_its_start()
    {
        double Ttft(string statistic) => s_scorer.Score(s_closed with { Metric = "ttft_s", Statistic = statistic }).Predicted;
        Assert.True(Ttft("p50") < Ttft("mean"));
        Assert.True(Ttft("mean") < Ttft("p99"));
    }

    [Theory]
    [InlineData("ttft_s")]
    [InlineData("e2e_s")]
    public void Percentiles_of_a_closed_run_ascend_and_those_of_first_tokens_agree_with_their_mean(string metric) =>
        (from engine in Gen.Int[0, 3].Select(i => ((string[])["vllm", "sglang", "tensorrt-llm", "other"])[i])
         from tensor in Gen.Int[1, 3].Select(i => 1 << i)
         from load in Gen.Int[1, 512]
         from prompt in Gen.Int[1, 16_000]
         from output in Gen.Int[1, 4000]
         select s_closed with { Engine = engine, Tensor = tensor, Accelerators = tensor, Load = load, PromptTokens = prompt, OutputTokens = output, Metric = metric, Value = 1e4 })
        .Sample(point =>
        {
            double At(string statistic) => s_scorer.Score(point with { Statistic = statistic }).Predicted;
            (double mean, double p50, double p90, double p95, double p99) = (At("mean"), At("p50"), At("p90"), At("p95"), At("p99"));
            Assert.True(p50 <= p90 && p90 <= p95 && p95 <= p99, $"{p50} {p90} {p95} {p99}");
            if (metric == "e2e_s") return;
            // Half of the requests are at the median; each part of the others is between the percentiles that bound it, and none of the last hundredth exceeds three p99.
            Assert.InRange(mean, 0.9 * p50 + 0.05 * p90 + 0.04 * p95 + 0.01 * p99 - 1e-9 * p99, 0.5 * p50 + 0.4 * p90 + 0.05 * p95 + 0.04 * p99 + 0.01 * 3 * p99);
        }, iter: 300);

    [Fact]
    public void The_tail_of_first_tokens_begins_before_the_slowest_tenth()
    {
        double Ttft(string statistic) => s_scorer.Score(s_closed with { Engine = "sglang", Metric = "ttft_s", Statistic = statistic, Value = 1 }).Predicted;
        Assert.InRange(Ttft("p90"), 1.1 * Ttft("p50"), Ttft("p95") / 1.1);
    }

    // 70.6e9 weights of 1 byte (head of 2) over 4 accelerators read at 3.35e12 B/s take 5 ms; a thousand prompt tokens at the peak (2 × 70e9 FLOP each, 1.98e15 FLOP/s)
    // take 18 ms. A tenth less than the first and a quarter of the second are the limits.
    [Theory]
    [InlineData("closed", "tpot_s", 0.0046, "reading the weights")]
    [InlineData("closed", "ttft_s", 0.0046, "reading the weights")]
    [InlineData("static", "prefill_s", 32 * 0.0043, "computing the tokens")]
    [InlineData("closed", "e2e_s", 4.6, "reading the weights")]
    [InlineData("static", "batch_latency_s", 4.6, "reading the weights")]
    [InlineData("closed", "output_tokens_per_s", 32 / 0.0046, "reading the weights")]
    [InlineData("offline", "total_tokens_per_s", 2 * 32 / 0.0046, "reading the weights")]
    [InlineData("open", "output_tokens_per_s", 1000 / (2 * 0.0043), "computing the tokens")]
    public void A_figure_beyond_what_the_accelerator_can_do_is_set_aside(string mode, string metric, double limit, string why)
    {
        double faster = metric.EndsWith("tokens_per_s", StringComparison.Ordinal) ? 1.1 : 1 / 1.1;
        ScoredPoint At(double value) => s_scorer.Score(s_closed with { Mode = mode, Metric = metric, Value = value });
        Assert.Matches($"^skipped: less than (the|25% of the) time that {why}", At(limit * faster).Status);
        Assert.StartsWith("predicted", At(limit / faster).Status);
    }

    [Fact]
    public void A_prompt_that_is_cached_or_not_stated_need_not_be_computed()
    {
        MeasuredPoint first = s_closed with { Metric = "ttft_s", PromptTokens = 2000, Value = 0.006 };
        Assert.False(s_scorer.Score(first).IsPredicted);
        Assert.True(s_scorer.Score(first with { CachedPromptTokens = 990 }).IsPredicted);
        Assert.True(s_scorer.Score(first with { PromptTokens = null }).IsPredicted);
    }

    [Fact]
    public void A_row_that_cannot_be_predicted_says_why()
    {
        (MeasuredPoint Point, string Why)[] rows =
        [
            (s_closed with { Accelerator = "h1000" }, "unknown accelerator"), (s_closed with { Model = "no-such-model" }, "unknown model"), (s_closed with { Engine = "no-engine" }, "unknown serving engine"),
            (s_closed with { Accelerators = 8 }, "but the row says 8"), (s_closed with { Weights = "fp3" }, "fp3"), (s_closed with { Load = null }, "no load"), (s_closed with { Mode = "closde" }, "mode 'closde'"),
            (s_closed with { Metric = "ttft" }, "metric 'ttft'"), (s_closed with { Statistic = "p42" }, "statistic 'p42'"), (s_closed with { Tensor = 1, Accelerators = 1, Accelerator = "l4" }, "exceed the memory"),
            (s_closed with { Tensor = 3, Accelerators = 3 }, "layout tp3: 64 query heads do not divide by tp3"), (s_closed with { Expert = 4 }, "layout tp4 ep4: ep4 needs a mixture of experts"),
            (s_closed with { Expert = 3 }, "ep3 must divide tp × dp = 4"), (s_closed with { CachedPromptTokens = 1000 }, "cached_prompt_tokens 1000: must be below the prompt's 1000"),
            (s_closed with { Fault = "no value" }, "no value"), (s_closed with { Tensor = null, Accelerators = null }, "neither tp nor accelerators"),
        ];
        Assert.All(rows, row =>
        {
            ScoredPoint scored = s_scorer.Score(row.Point);
            Assert.False(scored.IsPredicted);
            Assert.StartsWith("skipped: ", scored.Status);
            Assert.Contains(row.Why, scored.Status);
        });
    }

    [Fact]
    public void A_request_longer_than_the_model_s_context_is_predicted_with_a_remark()
    {
        const string Told = "longer than the model's context of 131072 tokens";
        Assert.Equal($"predicted: {Told}", s_scorer.Score(s_closed with { PromptTokens = 131_000, Value = 1 }).Status);
        Assert.Equal($"predicted: {Told}", s_scorer.Score(s_closed with { PromptTokens = 131_000, Metric = "ttft_s", Value = 100 }).Status);
        Assert.Equal("predicted", s_scorer.Score(s_closed with { PromptTokens = 130_072, Value = 1 }).Status);
        ScoredPoint tight = s_scorer.Score(s_closed with { Model = "deepseek-ai/DeepSeek-R1", Accelerator = "b200-sxm", Engine = "sglang", PromptTokens = 200_000, Load = 1, Value = 1 });
        Assert.EndsWith("but it ran; longer than the model's context of 163840 tokens", tight.Status);
    }

    [Fact]
    public void Replicas_side_by_side_need_no_shared_experts() => Assert.Equal("predicted", s_scorer.Score(s_closed with { Data = 2, Accelerators = 8 }).Status);

    [Fact]
    public void Experts_may_be_shared_by_a_part_of_the_accelerators() =>
        Assert.Equal("predicted", s_scorer.Score(s_closed with { Model = "deepseek-ai/DeepSeek-R1", Accelerator = "b200-sxm", Tensor = 8, Expert = 4, Accelerators = 8 }).Status);

    [Fact]
    public void Defaults_are_told()
    {
        ScoredPoint scored = s_scorer.Score(s_closed with { PromptTokens = null, KvCache = "" });
        Assert.Equal(["tokens of a step: the engine's", "sequences of a step: the engine's", "keys and values: 16 bit", "prompt: 200 tokens"], scored.Plan!.Defaults);
    }

    [Fact]
    public void Groups_hold_the_quantiles_of_their_errors()
    {
        ScoredPoint[] points = [.. Enumerable.Range(1, 11).Select(i => s_scorer.Score(s_closed)).Select((p, i) => p with { Predicted = 0.02 * (1 + 0.01 * i), Low = 0.01, High = 0.03 })];
        GroupScore group = GroupScore.Of("mode", "closed", [.. points, s_scorer.Score(s_closed with { Mode = "" })]);
        Assert.Equal((11, 1), (group.Count, group.Skipped));
        Assert.Equal(0.05, group.MedianApe, 9);
        Assert.Equal(0.09, group.P90Ape, 9);
        Assert.Equal(1, group.Coverage90);
    }
}
