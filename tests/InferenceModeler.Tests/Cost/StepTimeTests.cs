using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Cost;

public class StepTimeTests
{
    static Coefficients<Precise> Ideal => new()
    {
        MemoryEfficiency = new(1),
        MatrixEfficiency = new(1),
        ExpertMemoryEfficiency = new(1),
        ExpertMatrixEfficiency = new(1),
        KvReadEfficiency = new(1),
        AttentionMatrixEfficiency = new(1),
        ElementwiseEfficiency = new(1),
        LinkEfficiency = new(1),
        StepScale = new(1),
    };

    [Fact]
    public void A_single_decode_on_ideal_hardware_streams_the_weights_and_the_cache()
    {
        // Llama-2-7B in 16 bit on one A100-80 (2,039 GB/s): layers 32 × (4·4096² + 3·4096·11008) = 6.476e9 weights, head 4096·32000 = 0.131e9,
        // cache 2·32·4096 elements per token. Two bytes each: 12.952 GB + 0.262 GB + 1000 × 524,288 B = 13.738 GB, plus element-wise traffic.
        PlannedDeployment plan = Deployments.Kinds[0];
        Coefficients<Precise> ideal = Ideal;
        Preparation.Prepare(in plan.Facts, in plan.Machine, in ideal, out PreparedDeployment<Precise> p);
        Batch<Precise> batch = new() { DecodeSequences = new(1), ContextTokens = new(1000) };
        double elementwise = plan.Facts.ElementwiseBytesPerToken.Value / 2.039e12;
        double expected = (32 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008) * 2 + 4096.0 * 32000 * 2 + 1000 * 524288.0) / 2.039e12;
        Assert.Equal(expected, StepTime.Seconds(in p, in batch).Value - elementwise, expected * 1e-6);
    }

    [Fact]
    public void A_large_prefill_on_ideal_hardware_runs_at_the_matrix_peak()
    {
        // 8,192 tokens of the same model at 312 TFLOP/s: 2 × 6.476e9 FLOP per token, attention 4·32·128·32 per pair over 8192²/2 pairs.
        PlannedDeployment plan = Deployments.Kinds[0];
        Coefficients<Precise> ideal = Ideal;
        Preparation.Prepare(in plan.Facts, in plan.Machine, in ideal, out PreparedDeployment<Precise> p);
        Batch<Precise> batch = new() { PrefillTokens = new(8192), ChunkTokens = new(8192), PrefillSequences = new(1) };
        double weights = 32 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008);
        double expected = (8192 * 2 * weights + 4.0 * 4096 * 32 * 8192 * 4096) / 312e12
            + (4096.0 * 32000 * 2 + 8192 * plan.Facts.ElementwiseBytesPerToken.Value) / 2.039e12;
        Assert.Equal(expected, StepTime.Seconds(in p, in batch).Value, expected * 1e-6);
    }

    [Fact]
    public void The_operators_of_a_step_sum_to_the_step()
    {
        foreach (PlannedDeployment plan in Deployments.Kinds)
        {
            Batch<Precise> batch = new()
            {
                DecodeSequences = new(20),
                ContextTokens = new(1500),
                PrefillTokens = new(700),
                ChunkTokens = new(350),
                PrefillOffsetTokens = new(90),
                PrefillSequences = new(2),
            };
            double step = StepTime.Seconds(in plan.Prepared, in batch).Value;
            Assert.Equal(step, StepBreakdown.Of(in plan.Facts, in plan.Prepared, in batch).Seconds, step * 1e-9);
        }
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-70B", "h100-sxm", 8, 2 * 80 * 8 * 128 * 2 / 8)] // 8 key/value heads over 8 ranks
    [InlineData("meta-llama/Llama-2-7b-hf", "h100-sxm", 1, 2 * 32 * 32 * 128 * 2)]
    [InlineData("Qwen/Qwen3-235B-A22B", "h100-sxm", 8, 2 * 94 * 1 * 128 * 2)] // 4 heads over 8 ranks: replicated, one per rank
    [InlineData("deepseek-ai/DeepSeek-R1", "h100-sxm", 8, 61 * 576 * 2)] // the latent is not divided
    public void Cache_bytes_per_token_and_rank(string model, string accelerator, int ranks, double bytes)
    {
        StepFacts<Precise> facts = DeploymentFacts.Of(Deployments.Of(model, accelerator, new(ranks, 1, 1, 1)));
        Assert.Equal(bytes, facts.KvBytesPerContextToken.Value);
    }

    [Fact]
    public void Few_tokens_read_few_experts_and_many_read_all()
    {
        // 128 experts, 8 per token, uniform: one token reads 8, two read 128·(1 − (15/16)²) = 15.5, 1,000 tokens all 128 to four digits.
        PlannedDeployment plan = Deployments.Plan(Deployments.Of("Qwen/Qwen3-30B-A3B", "h100-sxm", new(1, 1, 1, 1)));
        Coefficients<Precise> ideal = Ideal;
        Preparation.Prepare(in plan.Facts, in plan.Machine, in ideal, out PreparedDeployment<Precise> p);
        double one = p.ExpertMemory.Value;
        Assert.Equal(8, Experts(1), 0.01);
        Assert.Equal(15.5, Experts(2), 0.01);
        Assert.Equal(128, Experts(1000), 0.01);

        double Experts(double tokens)
        {
            PreparedDeployment<Precise> copy = p;
            copy.ExpertCompute = new(0);
            return StepTime.Experts(in copy, new Precise(tokens)).Value / one;
        }
    }

    [Fact]
    public void A_mesh_gives_a_pair_one_link_and_the_whole_group_all_of_them()
    {
        Hardware.AcceleratorSpec mesh = Deployments.Catalog.Accelerators.Single(a => a.Id == "mi300x");
        Assert.Equal(64e9, Machines.GroupBytesPerSecond(mesh, 2), 1e6);
        Assert.Equal(448e9, Machines.GroupBytesPerSecond(mesh, 8), 1e6);
        Hardware.AcceleratorSpec switched = Deployments.Catalog.Accelerators.Single(a => a.Id == "h100-sxm");
        Assert.Equal(450e9, Machines.GroupBytesPerSecond(switched, 2), 1e6);
    }

    [Fact]
    public void A_model_larger_than_the_memory_says_by_how_much()
    {
        Deployment deployment = Deployments.Of("meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", new(1, 1, 1, 1));
        InputException error = Assert.Throws<InputException>(() => Deployments.Plan(deployment));
        MemoryBudget budget = MemoryBudget.Of(deployment);
        Assert.Equal(2 * 70.55e9, budget.WeightBytes, 0.02 * 2 * 70.55e9);
        Assert.Contains($"needs {-budget.KvBytes / (1L << 30):0.#} GiB more", error.Message);
    }

    [Fact]
    public void A_faster_input_never_slows_and_a_slower_one_never_speeds()
    {
        foreach (PlannedDeployment plan in Deployments.Kinds)
        {
            foreach (Sensitivity s in Sensitivities.Of(plan, new(900, 200), 24))
            {
                if (s.Input is "memory bandwidth" or "arithmetic rate" or "link bandwidth") Assert.True(s.Tpot <= 1e-9 && s.Ttft <= 1e-9, $"{plan.Deployment}: {s}");
                if (s.Input.EndsWith("Seconds", StringComparison.Ordinal)) Assert.True(s.Tpot >= -1e-9 && s.Ttft >= -1e-9, $"{plan.Deployment}: {s}");
            }
        }
    }
}
