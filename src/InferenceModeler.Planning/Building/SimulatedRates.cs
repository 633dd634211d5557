using InferenceModeler.Fleets;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>Puts simulated capacities in the place of the closed form's.</summary>
static class SimulatedRates
{
    const int AllCores = -1;

    /// <summary>
    /// The lower end of the 95% interval at the nearest round trip of each class; the other round trips in the closed form's ratio. Classes whose limits cannot be simulated
    /// keep the closed form.
    /// </summary>
    public static IReadOnlyList<Recipe> Of(FleetScenario scenario, IReadOnlyList<Recipe> recipes, Access access, FleetRejections rejections, Action<string>? progress, List<string> notes, CancellationToken cancellation)
    {
        Dictionary<(Deployment, int), SimulatedCapacity> simulated = [];
        for (int c = 0; c < scenario.Classes.Count; c++)
        {
            DemandClass requests = scenario.Classes[c];
            int nearest = access.BinsOf(c)[0];
            if (!CapacitySimulations.CanTell(requests.Limits))
            {
                notes.Add($"{requests.Name}: capacity in closed form; its limits cannot be simulated");
                continue;
            }
            ServiceLimits left = Recipes.After(requests.Limits, access.Bins.UpperSeconds[nearest])!;
            foreach (Recipe recipe in recipes.Where(r => r.RequestsPerSecond[c, nearest] > 0))
            {
                Deployment deployment = recipe.Plan.Deployment;
                if (simulated.ContainsKey((deployment, c))) continue;
                progress?.Invoke($"simulating {requests.Name} on {deployment}");
                double closed = recipe.RequestsPerSecond[c, nearest];
                SimulatedCapacity found = simulated[(deployment, c)] = CapacitySimulations.OfReplica(recipe.Plan, requests.Workload, left, closed, AllCores, cancellation);
                if (found.RequestsPerSecond.Low <= 0)
                    rejections.OfClasses[c].Add(RejectionReason.MissedWhenSimulated, 0, () => $"{deployment}: {closed:0.##} requests/s by the closed form, none when simulated");
            }
        }
        return [.. recipes.Select(r => Scaled(r, simulated, access))];
    }

    static Recipe Scaled(Recipe recipe, Dictionary<(Deployment, int), SimulatedCapacity> simulated, Access access)
    {
        double[,] rates = (double[,])recipe.RequestsPerSecond.Clone();
        for (int c = 0; c < rates.GetLength(0); c++)
        {
            if (!simulated.TryGetValue((recipe.Plan.Deployment, c), out SimulatedCapacity? capacity)) continue;
            double ratio = capacity.RequestsPerSecond.Low / rates[c, access.BinsOf(c)[0]];
            for (int bin = 0; bin < rates.GetLength(1); bin++) rates[c, bin] *= ratio;
        }
        return recipe with { RequestsPerSecond = rates };
    }
}
