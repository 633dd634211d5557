using InferenceModeler.Cost;
using InferenceModeler.Models;

namespace InferenceModeler.Serving;

/// <summary>One point of a percentile surface: a layout and scheduler limits at a rate, simulated.</summary>
/// <param name="Layout">Degrees of parallelism.</param>
/// <param name="MaxSequences">Requests that run at once at most.</param>
/// <param name="MaxBatchedTokens">Tokens of a step: the chunk size of prompts.</param>
/// <param name="RequestsPerSecond">Of the whole pool.</param>
/// <param name="Answer">What the simulation says.</param>
public sealed record SurfacePoint(Layout Layout, int MaxSequences, int MaxBatchedTokens, double RequestsPerSecond, SimulationAnswer Answer)
{
    /// <summary>The questions of every point of the axes, layout by layout, the rates innermost.</summary>
    /// <param name="question">What all points have in common.</param>
    /// <param name="layouts">Plans of the layouts.</param>
    /// <param name="sequences">Concurrency limits.</param>
    /// <param name="chunkTokens">Chunk sizes.</param>
    /// <param name="rates">Requests per second, by layout.</param>
    /// <param name="plan">Plans a deployment.</param>
    public static IReadOnlyList<SimulationQuestion> Questions(
        SimulationQuestion question, IReadOnlyList<Layout> layouts, IReadOnlyList<int> sequences, IReadOnlyList<int> chunkTokens, IReadOnlyList<IReadOnlyList<double>> rates, Func<Sizing.Deployment, PlannedDeployment> plan)
    {
        List<SimulationQuestion> all = [];
        Sizing.Deployment deployment = question.Plan.Deployment;
        for (int layout = 0; layout < layouts.Count; layout++)
            foreach (int most in sequences)
                foreach (int chunk in chunkTokens)
                {
                    PlannedDeployment at = plan(deployment with { Layout = layouts[layout], Engine = deployment.Engine with { MaxSequences = most, MaxBatchedTokens = chunk } });
                    all.AddRange(rates[layout].Select(rate => question with { Plan = at, RequestsPerSecond = rate }));
                }
        return all;
    }

    public static SurfacePoint Of(SimulationAnswer answer)
    {
        Sizing.Deployment deployment = answer.Question.Plan.Deployment;
        return new(deployment.Layout, deployment.Engine.MaxSequences, deployment.Engine.MaxBatchedTokens, answer.Question.RequestsPerSecond, answer);
    }
}
