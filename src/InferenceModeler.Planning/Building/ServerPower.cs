using InferenceModeler.Cost;
using InferenceModeler.Hardware;

namespace InferenceModeler.Planning.Building;

/// <summary>IT power of instances.</summary>
sealed class ServerPower(Catalog catalog, IReadOnlyList<Recipe> recipes, double serverPowerFactor)
{
    readonly Dictionary<string, double> _watts = catalog.Accelerators.ToDictionary(a => a.Id, a => a.PowerWatts);

    // Idling does not depend on what is deployed; an accelerator that only trains idles like the others.
    readonly Dictionary<string, double> _idleShare = recipes.GroupBy(r => r.Plan.Deployment.Accelerator.Id).ToDictionary(g => g.Key, g => g.First().Plan.Coefficients.IdlePowerShare.Value);

    /// <summary>What an instance must be given.</summary>
    public double Kilowatts(Instance instance) => instance.Watts(_watts[instance.AcceleratorId], serverPowerFactor) / 1000;

    public double IdleKilowatts(Instance instance) => Kilowatts(instance) * _idleShare.GetValueOrDefault(instance.AcceleratorId, recipes[0].Plan.Coefficients.IdlePowerShare.Value);

    /// <summary>IT power of a replica that serves, beyond idling, before any load; of several classes that of the one with the least.</summary>
    public double RunningKilowatts(Recipe recipe) => RunningWatts(recipe) * Factor(recipe) / 1000;

    static double RunningWatts(Recipe recipe) =>
        recipe.Nearest.Where(at => at is { RequestsPerSecond: > 0 }).Select(at => Math.Max(0, at!.WattsAt(0) - IdleWatts(recipe))).DefaultIfEmpty(0).Min();

    /// <summary>Energy of a request of a class beyond that.</summary>
    public double KwhPerRequest(Recipe recipe, int classIndex) => recipe.Nearest[classIndex] is { RequestsPerSecond: > 0 } at
        ? Math.Max(0, at.PowerWatts - IdleWatts(recipe) - RunningWatts(recipe)) * Factor(recipe) / at.RequestsPerSecond / JoulesPerKwh
        : 0;

    static double IdleWatts(Recipe recipe) => recipe.Plan.Deployment.Layout.Accelerators * recipe.Plan.Prepared.IdleWatts.Value;

    // Server ÷ accelerators.
    double Factor(Recipe recipe) => 1000 * Kilowatts(recipe.Type.Instance) / (recipe.Type.Instance.Accelerators * _watts[recipe.Type.Instance.AcceleratorId]);

    const double JoulesPerKwh = 3.6e6;
}
