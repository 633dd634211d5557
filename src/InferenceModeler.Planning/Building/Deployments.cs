using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Building;

/// <summary>Deployments in whole instances, and units that only train.</summary>
static class Deployments
{
    public static PlanDeployment Of(FleetScenario scenario, Recipe recipe, ServerPower power)
    {
        int classes = scenario.Classes.Count, bins = recipe.RequestsPerSecond.GetLength(1);
        double[,] capacity = new double[classes, bins];
        for (int c = 0; c < classes; c++)
            for (int bin = 0; bin < bins; bin++) capacity[c, bin] = recipe.RequestsPerSecond[c, bin] * (1 - scenario.Capacity.Margin) * recipe.Packing.ReplicasPerUnit;
        bool namesModel = scenario.Classes.Select(c => c.Model.Id).Distinct().Count() > 1;
        string model = recipe.Plan.Deployment.Model.Id;
        return new()
        {
            Name = namesModel ? $"{model[(model.LastIndexOf('/') + 1)..]} on {recipe.Plan.Deployment}" : recipe.Plan.Deployment.ToString(),
            Instance = recipe.Type.Key,
            AcceleratorId = recipe.Type.Instance.AcceleratorId,
            ReplicasPerUnit = recipe.Packing.ReplicasPerUnit,
            InstancesPerUnit = recipe.Packing.InstancesPerUnit,
            UnitCapacity = capacity,
            RentIncludesElectricity = !recipe.Type.IsOwned,
            AcceleratorsPerUnit = recipe.Packing.InstancesPerUnit * recipe.Type.Instance.Accelerators,
            RunningKilowatts = recipe.Packing.ReplicasPerUnit * power.RunningKilowatts(recipe),
            KwhPerRequest = [.. Enumerable.Range(0, classes).Select(c => power.KwhPerRequest(recipe, c))],
            Bounds = [.. recipe.Nearest.Select(n => n is { RequestsPerSecond: > 0 } ? Choices.Name(n.Bound) : "")],
            SecondsPerInterruption = scenario.Rules.RestartSeconds + LoadSeconds(scenario, recipe) + RedoneSeconds(scenario, recipe),
        };
    }

    // An instance loads its share of the weights once, however many replicas it holds; at the slowest of the sites that have it.
    static double LoadSeconds(FleetScenario scenario, Recipe recipe)
    {
        double bytes = recipe.Plan.Budget.WeightBytes * recipe.Plan.Deployment.Layout.Accelerators / recipe.Packing.InstancesPerUnit;
        return bytes / recipe.Type.Sites.Min(s => scenario.Sites[s].StorageBytesPerSecond);
    }

    // Requests that are lost with an instance are half done in the mean, so that half of the time that one takes is served again.
    static double RedoneSeconds(FleetScenario scenario, Recipe recipe) =>
        scenario.Classes.Select((c, i) => c.IsDeferrable && recipe.Nearest[i] is { RequestsPerSecond: > 0 } at ? at.E2eSeconds / 2 : 0).Max();

    /// <summary>Units that run a job and nothing else, on each type of instance that has its accelerator: a block where it may not give way, else an instance.</summary>
    /// <exception cref="InputException">No site has its accelerator.</exception>
    public static IEnumerable<PlanDeployment> Training(FleetScenario scenario, TrainingJob job, IReadOnlyList<InstanceType> types, int bins)
    {
        InstanceType[] fitting = [.. types.Where(t => t.Instance.AcceleratorId == job.AcceleratorId)];
        if (fitting.Length == 0)
            throw new InputException($"training {job.Name}: no site has {job.AcceleratorId}; there are {string.Join(", ", types.Select(t => t.Instance.AcceleratorId).Distinct())}; run it on one of them or add offers");
        foreach (InstanceType type in fitting)
        {
            int instances = job.IsPreemptible ? 1 : (job.BlockAccelerators + type.Instance.Accelerators - 1) / type.Instance.Accelerators;
            yield return new()
            {
                Name = $"training {job.Name}",
                Instance = type.Key,
                AcceleratorId = job.AcceleratorId,
                ReplicasPerUnit = 1,
                InstancesPerUnit = instances,
                UnitCapacity = new double[scenario.Classes.Count, bins],
                Training = job.Name,
                RentIncludesElectricity = !type.IsOwned,
                AcceleratorsPerUnit = instances * type.Instance.Accelerators,
                KwhPerRequest = new double[scenario.Classes.Count],
                SecondsPerInterruption = scenario.Rules.RestartSeconds + job.CheckpointSeconds / 2,
            };
        }
    }

    /// <summary>The job in numbers: its hours in the quarters in which it runs.</summary>
    public static PlanTraining Of(FleetScenario scenario, TrainingJob job) => new(job.Name, job.AcceleratorId,
        [.. Enumerable.Range(0, scenario.Quarters).Select(q => scenario.First + q - job.From >= 0 && job.To - (scenario.First + q) >= 0 ? job.AcceleratorHoursPerQuarter : 0)],
        job.BlockAccelerators, job.IsPreemptible, job.PowerShare);
}
