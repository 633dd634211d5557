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

    /// <summary>Energy of a request of a class beyond idling.</summary>
    public double KwhPerRequest(Recipe recipe, int classIndex)
    {
        if (recipe.Nearest[classIndex] is not { RequestsPerSecond: > 0 } at) return 0;
        Instance instance = recipe.Type.Instance;
        double factor = instance.Watts(_watts[instance.AcceleratorId], serverPowerFactor) / (instance.Accelerators * _watts[instance.AcceleratorId]);
        double idleWatts = recipe.Plan.Deployment.Layout.Accelerators * recipe.Plan.Prepared.IdleWatts.Value;
        return Math.Max(0, at.PowerWatts - idleWatts) * factor / at.RequestsPerSecond / JoulesPerKwh;
    }

    const double JoulesPerKwh = 3.6e6;
}
