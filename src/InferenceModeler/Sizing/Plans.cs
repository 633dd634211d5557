using InferenceModeler.Cost;

namespace InferenceModeler.Sizing;

/// <summary>Plans many candidates at once.</summary>
public static class Plans
{
    /// <summary>Plans the candidates, in their order, on all cores.</summary>
    public static PlannedDeployment[] Of(IReadOnlyList<Candidate> candidates, CoefficientSet coefficients, CancellationToken cancellation = default)
    {
        // A coefficient's conditions ask for the accelerator, the engine, the weights and the model, never for the layout.
        Dictionary<(string, string, Models.NumberFormat, string), IReadOnlyList<ResolvedCoefficient>> resolved = [];
        foreach (Candidate candidate in candidates)
        {
            if (!resolved.ContainsKey(Key(candidate.Deployment))) resolved[Key(candidate.Deployment)] = coefficients.Resolve(candidate.Deployment);
        }
        PlannedDeployment[] plans = new PlannedDeployment[candidates.Count];
        Parallel.For(0, plans.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
            plans[i] = PlannedDeployment.Of(candidates[i].Deployment, candidates[i].Memory, resolved[Key(candidates[i].Deployment)], candidates[i].UsdPerHour));
        return plans;
    }

    static (string, string, Models.NumberFormat, string) Key(Deployment d) => (d.Accelerator.Id, d.Engine.Id, d.Precision.Weights, d.Model.Id);
}
