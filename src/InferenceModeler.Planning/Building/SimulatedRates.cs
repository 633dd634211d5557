using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;

namespace InferenceModeler.Planning.Building;

/// <summary>Puts simulated capacities, as far as they are known, in the place of the closed form's.</summary>
static class SimulatedRates
{
    /// <summary>What can be simulated: every class on every deployment that carries it from the nearest users, as far as its limits can be told.</summary>
    public static IReadOnlyList<ReplicaQuestion> Questions(FleetScenario scenario, IReadOnlyList<Recipe> recipes, Access access)
    {
        List<ReplicaQuestion> questions = [];
        for (int c = 0; c < scenario.Classes.Count; c++)
        {
            DemandClass requests = scenario.Classes[c];
            int nearest = access.BinsOf(c)[0];
            ServiceLimits left = Recipes.After(requests.Limits, access.Bins.UpperSeconds[nearest])!;
            if (!CapacitySimulations.CanTell(requests.Limits)) continue;
            for (int r = 0; r < recipes.Count; r++)
            {
                if (recipes[r].RequestsPerSecond[c, nearest] is > 0 and var closed)
                    questions.Add(new(r, c, recipes[r].Plan, requests.Workload, left, closed, requests.Workload.Arrivals.IsBursty ? Pool(scenario, requests, closed) : 1));
            }
        }
        return questions;
    }

    // Bursts reach all replicas that share the users of a region.
    static int Pool(FleetScenario scenario, DemandClass requests, double perReplica) =>
        (int)Math.Clamp(Math.Ceiling(requests.Demands.Max(d => d.PeakAfter(scenario.First, 0, 0)) / perReplica), 1, CapacitySimulations.MostReplicas);

    /// <summary>
    /// The lower end of the 95% interval at the nearest round trip of each class; the other round trips in the closed form's ratio. What is not known, and a class that no
    /// simulated deployment carries, keeps the closed form.
    /// </summary>
    public static IReadOnlyList<Recipe> Of(FleetScenario scenario, IReadOnlyList<Recipe> recipes, IReadOnlyList<ReplicaQuestion> questions, ReplicaSimulations simulations, FleetRejections rejections, List<string> notes)
    {
        double[][,] rates = [.. recipes.Select(r => (double[,])r.RequestsPerSecond.Clone())];
        foreach (IGrouping<int, ReplicaQuestion> ofClass in questions.GroupBy(q => q.Class))
        {
            string name = scenario.Classes[ofClass.Key].Name;
            if (ofClass.All(q => simulations.Find(q) is { Low: <= 0 }))
            {
                notes.Add($"{name}: no deployment keeps its limits at any rate when simulated: its requests come in clumps; its capacities are the closed form's, which knows none; see what is kept with --replay");
                continue;
            }
            foreach (ReplicaQuestion question in ofClass)
            {
                if (simulations.Find(question) is not { } found) continue;
                double ratio = found.Low / question.ClosedFormRequestsPerSecond;
                for (int bin = 0; bin < rates[question.Deployment].GetLength(1); bin++) rates[question.Deployment][question.Class, bin] *= ratio;
                if (ratio <= 0)
                    rejections.OfClasses[question.Class].Add(RejectionReason.MissedWhenSimulated, 0, () => $"{question.Plan.Deployment}: {question.ClosedFormRequestsPerSecond:0.##} requests/s by the closed form, none when simulated");
            }
        }
        return [.. recipes.Zip(rates, (recipe, rate) => recipe with { RequestsPerSecond = rate })];
    }

    /// <summary>What each deployment counts at.</summary>
    public static IReadOnlyList<ReplicaRate> Told(FleetScenario scenario, IReadOnlyList<Recipe> closed, IReadOnlyList<Recipe> counted, Access access, IReadOnlyList<ReplicaQuestion> questions, ReplicaSimulations simulations)
    {
        Dictionary<(int, int), Estimate> found = questions.Where(q => simulations.Find(q) is not null).ToDictionary(q => (q.Deployment, q.Class), q => simulations.Find(q)!.Value);
        HashSet<(int, int)> open = [.. questions.Where(q => simulations.Find(q) is null).Select(q => (q.Deployment, q.Class))];
        List<ReplicaRate> told = [];
        for (int r = 0; r < closed.Count; r++)
        {
            for (int c = 0; c < scenario.Classes.Count; c++)
            {
                int nearest = access.BinsOf(c)[0];
                if (closed[r].RequestsPerSecond[c, nearest] is > 0 and var rate)
                    told.Add(new(r, scenario.Classes[c].Name, rate, found.TryGetValue((r, c), out Estimate simulated) ? simulated : null, counted[r].RequestsPerSecond[c, nearest] != rate, open.Contains((r, c))));
            }
        }
        return told;
    }
}
