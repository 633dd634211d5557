using InferenceModeler.Cost;
using InferenceModeler.Fidelity;
using InferenceModeler.Fidelity.Calibrating;
using InferenceModeler.Numerics;
using InferenceModeler.Tests.Cost;

namespace InferenceModeler.Tests.Fidelity;

public class FigureSlopesTests
{
    static readonly MeasuredPoint s_point = new()
    {
        File = "t.csv",
        Id = "x/tpot_s/mean",
        Accelerator = "h200-sxm",
        Model = "meta-llama/Llama-3.1-70B",
        Weights = "fp8",
        Engine = "sglang",
        Tensor = 4,
        Mode = "closed",
        Load = 24,
        PromptTokens = 3000,
        OutputTokens = 300,
        Metric = "tpot_s",
        Statistic = "mean",
        Value = 0.02,
    };

    public static TheoryData<string, string, string, string> Figures => new()
    {
        { "closed", "tpot_s", "mean", "meta-llama/Llama-3.1-70B" },
        { "closed", "ttft_s", "mean", "meta-llama/Llama-3.1-70B" },
        { "closed", "ttft_s", "p50", "openai/gpt-oss-120b" },
        { "closed", "e2e_s", "mean", "openai/gpt-oss-120b" },
        { "closed", "power_w", "mean", "meta-llama/Llama-3.1-70B" },
        { "closed", "decode_step_s", "p50", "Qwen/Qwen3-235B-A22B" },
        { "closed", "energy_j_per_output_token", "mean", "Qwen/Qwen3-235B-A22B" },
        { "closed", "total_tokens_per_s", "mean", "deepseek-ai/DeepSeek-R1" },
        { "static", "batch_latency_s", "mean", "meta-llama/Llama-3.1-70B" },
        { "offline", "output_tokens_per_s", "mean", "meta-llama/Llama-3.1-70B" },
    };

    [Theory]
    [MemberData(nameof(Figures))]
    public void Derivatives_are_those_of_central_differences(string mode, string metric, string statistic, string model)
    {
        int tensor = model.Contains("70B", StringComparison.Ordinal) ? 4 : 8;
        MeasuredPoint point = s_point with { Mode = mode, Metric = metric, Statistic = statistic, Model = model, Tensor = tensor, Weights = model.Contains("oss", StringComparison.Ordinal) ? "fp4" : "fp8" };
        CoefficientSet set = Deployments.Coefficients;
        FitPoint fit = new(point, PointPlan.Of(point, Deployments.Catalog, set), set, 1);
        double[] logs = EntryFit.Logs(set), slopes = new double[logs.Length];
        Assert.True(fit.TryDerivatives(logs, [.. set.Entries.Select(_ => 1.0)], slopes, out double residual));
        Assert.True(fit.TryResidual(logs, out double same));
        Assert.Equal(same, residual);
        for (int i = 0; i < fit.Holding.Count; i++)
        {
            const double Step = 1e-4;
            double At(double step)
            {
                double[] moved = [.. logs];
                moved[fit.Holding[i]] += step;
                Assert.True(fit.TryResidual(moved, out double r));
                return r;
            }
            double expected = (At(Step) - At(-Step)) / (2 * Step);
            Assert.Equal(expected, slopes[i], 2e-4 + 1e-3 * Math.Abs(expected));
        }
        Assert.Contains(slopes, s => Math.Abs(s) > 0.1);
    }

    [Fact]
    public void Vectors_of_either_width_give_the_same()
    {
        CoefficientSet set = Deployments.Coefficients;
        PointPlan plan = PointPlan.Of(s_point, Deployments.Catalog, set);
        float[] values = [.. plan.Plan.Resolved.Select(c => (float)c.Value)];
        int[] moving = [.. Enumerable.Range(0, values.Length).Where(i => values[i] > 0)];
        double[] wide = new double[moving.Length], narrow = new double[moving.Length];
        FigureSlopes slopes = new(s_point, plan, set.StartOf("sglang"));
        slopes.Write<Wide512>(values, moving, wide);
        slopes.Write<Wide256>(values, moving, narrow);
        Assert.Equal(wide, narrow, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void At_a_limit_a_coefficient_moves_nothing()
    {
        CoefficientSet set = Deployments.Coefficients;
        FitPoint fit = new(s_point, PointPlan.Of(s_point, Deployments.Catalog, set), set, 1);
        double[] logs = EntryFit.Logs(set), slopes = new double[logs.Length];
        int[] memory = [.. Enumerable.Range(0, fit.Holding.Count).Where(i => set.Entries[fit.Holding[i]].Coefficient == Coefficient.MemoryEfficiency)];
        logs[fit.Holding[memory[0]]] += 1;
        Assert.True(fit.TryDerivatives(logs, [.. set.Entries.Select(_ => 1.0)], slopes, out _));
        Assert.All(memory, i => Assert.Equal(0, slopes[i]));
    }
}
