using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Fleets;
using InferenceModeler.Numerics;
using InferenceModeler.Planning.Building;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Sizing;
using InferenceModeler.Worlds;

namespace InferenceModeler.Planning.Worlds;

/// <summary>How far what the deployments of plans carry may be from what the plans count on, by what the coefficients know.</summary>
/// <remarks>
/// How far off a deployment's step time may be is told by the prediction interval of its nearness (measured, related or transferred); through the capacity at a slower
/// and at a faster step this gives its spread. The middle is the prediction: the plan's margin lies below it. What deployments share of the error follows from the
/// coefficients: each source of their errors (<see cref="ResolvedCoefficient.Errors"/>), through the capacity, moves all deployments whose coefficients have it. The rest of a deployment's error is shared by
/// those of its model, accelerator, engine and weight format alone.
/// </remarks>
public sealed class PlannedCapacities
{
    // 90% of the measurements lie within a prediction interval, 80% of the worlds between a spread's low and high value.
    const double TenthOfTwentieth = Spread.Tenth / 1.6448536269514722;

    // A replica that cannot keep its limits at all counts as this much of one.
    const double Least = 0.05;

    const int Slower = 1, Faster = 2, FirstCoefficient = 3;

    static readonly Coefficient[] s_varied = [.. Enum.GetValues<Coefficient>().Where(c => c < Coefficient.IdlePowerShare)];

    readonly Dictionary<int, int> _kindOf;

    PlannedCapacities(CapacityErrors errors, Dictionary<int, int> kindOf) => (Errors, _kindOf) = (errors, kindOf);

    public CapacityErrors Errors { get; }

    /// <summary>Which of <see cref="Errors"/> a deployment of the problem has; of units that serve nobody it does not matter.</summary>
    public int KindOf(int deployment) => _kindOf.GetValueOrDefault(deployment);

    /// <param name="scenario">What the plans were made for.</param>
    /// <param name="built">The scenario in numbers; all plans have its deployments.</param>
    /// <param name="plans">In which requests are served.</param>
    /// <param name="coefficients">Of the step time.</param>
    /// <param name="backend">Evaluates capacities.</param>
    /// <param name="cancellation">Stops with <see cref="OperationCanceledException"/>.</param>
    public static PlannedCapacities Of(FleetScenario scenario, BuiltFleet built, IReadOnlyList<Plan> plans, CoefficientSet coefficients, IComputeBackend backend, CancellationToken cancellation = default)
    {
        int[] deployments = [.. plans.SelectMany(p => p.Assignments).Where(a => a.Units > 0 && built.Replicas[a.Deployment] is not null).Select(a => a.Deployment).Distinct()];
        PlannedDeployment[] replicas = [.. deployments.Select(d => built.Replicas[d]!)];
        double[][] ratios = Ratios(scenario, built, plans, deployments, [.. replicas.SelectMany(r => Variants(r, coefficients))], backend, cancellation);
        List<CapacityError> kinds = [];
        List<Dictionary<object, double>> shares = [];
        Dictionary<int, int> kindOf = [];
        for (int i = 0; i < deployments.Length; i++)
        {
            Dictionary<object, double> share = Shares(replicas[i], ratios[i]);
            int alike = kinds.Count < CapacityErrors.Most ? -1 : Enumerable.Range(0, kinds.Count).MaxBy(k => Product(shares[k], share));
            kindOf[deployments[i]] = alike < 0 ? kinds.Count : alike;
            if (alike >= 0) continue;
            double predicted = 1 / (1 - scenario.Capacity.Margin);
            kinds.Add(new(replicas[i].Deployment.Accelerator.Id, Spread.Ratio(predicted * Math.Min(1, ratios[i][Slower]), predicted, predicted * Math.Max(1, ratios[i][Faster]))));
            shares.Add(share);
        }
        double[,] correlation = new double[kinds.Count, kinds.Count];
        for (int i = 0; i < kinds.Count; i++)
            for (int j = 0; j < kinds.Count; j++) correlation[i, j] = i == j ? 1 : Product(shares[i], shares[j]);
        return new(kinds.Count > 0 ? new(kinds, correlation) : CapacityErrors.None, kindOf);
    }

    // A slower and a faster step, then every coefficient a standard deviation up and down.
    static IEnumerable<PlannedDeployment> Variants(PlannedDeployment replica, CoefficientSet coefficients)
    {
        ErrorSpread step = coefficients.SpreadOf("closed", "tpot_s", "mean", replica.Deployment);
        PlannedDeployment With(Coefficient moved, double factor) =>
            replica.With(CoefficientSet.Values([.. replica.Resolved.Select(c => c.Coefficient == moved ? CoefficientSet.Limit(moved, c.Value * factor) : c.Value)]));
        yield return replica;
        yield return With(Coefficient.StepScale, Math.Pow(Math.Max(1, step.HighFactor), TenthOfTwentieth));
        yield return With(Coefficient.StepScale, Math.Pow(Math.Min(1, step.LowFactor), TenthOfTwentieth));
        foreach (Coefficient coefficient in s_varied)
        {
            double deviation = replica.Resolved[(int)coefficient].Deviation;
            foreach (int sign in new[] { 1, -1 }) yield return With(coefficient, Math.Exp(sign * deviation));
        }
    }

    // What each variant of a deployment carries over the deployment itself, over what the plan serves on it.
    static double[][] Ratios(FleetScenario scenario, BuiltFleet built, IReadOnlyList<Plan> plans, int[] deployments, PlannedDeployment[] variants, IComputeBackend backend, CancellationToken cancellation)
    {
        int each = FirstCoefficient + 2 * s_varied.Length;
        double[][] asked = [.. deployments.Select(_ => new double[each])], taken = [.. deployments.Select(_ => new double[each])];
        foreach (var cell in plans.SelectMany(p => p.Dispatch).Where(d => d.RequestsPerSecond > 0)
            .GroupBy(d => (built.Problem.Demands[d.Demand].ClassIndex, Bin: built.Problem.Demands[d.Demand].BinOfSite[d.Site])))
        {
            (int Index, double Units)[] serving = [.. cell.GroupBy(d => d.Deployment).Select(g => (Array.IndexOf(deployments, g.Key),
                g.Sum(d => d.RequestsPerSecond * built.Problem.Hours[d.Hour].HoursPerQuarter) / built.Problem.Deployments[g.Key].UnitCapacity[cell.Key.ClassIndex, cell.Key.Bin]))];
            DemandClass requests = scenario.Classes[cell.Key.ClassIndex];
            IReadOnlyList<ReplicaCapacity> capacities = Capacities.Of(backend, [.. serving.SelectMany(s => variants[(s.Index * each)..((s.Index + 1) * each)])], requests.Mix,
                Recipes.After(requests.Limits, built.BinSeconds[cell.Key.Bin])!, cancellation);
            for (int i = 0; i < serving.Length; i++)
            {
                for (int v = 0; v < each; v++)
                {
                    double ratio = capacities[i * each].RequestsPerSecond > 0 ? capacities[i * each + v].RequestsPerSecond / capacities[i * each].RequestsPerSecond : 1;
                    asked[serving[i].Index][v] += serving[i].Units;
                    taken[serving[i].Index][v] += serving[i].Units / Math.Max(Least, ratio);
                }
            }
        }
        return [.. asked.Zip(taken, (units, more) => (double[])[.. units.Zip(more, (a, b) => b > 0 ? a / b : 1)])];
    }

    // How many standard deviations of the capacity's logarithm come from each source: those of the coefficients' errors and, for the rest, the pair itself. Their squares sum to 1.
    static Dictionary<object, double> Shares(PlannedDeployment replica, double[] ratios)
    {
        double all = Math.Log(ratios[Faster] / ratios[Slower]) / (2 * Spread.Tenth);
        Dictionary<object, double> shares = [];
        for (int i = 0; i < s_varied.Length; i++)
        {
            ResolvedCoefficient resolved = replica.Resolved[(int)s_varied[i]];
            double deviation = resolved.Deviation;
            if (!(deviation > 0) || !(all > 0)) continue;
            double moved = Math.Log(ratios[FirstCoefficient + 2 * i] / ratios[FirstCoefficient + 2 * i + 1]) / 2;
            foreach ((object source, double deviations) in resolved.Errors)
                if (deviations != 0) shares[source] = shares.GetValueOrDefault(source) + moved * deviations / deviation / all;
        }
        double told = Math.Sqrt(Product(shares, shares));
        // Coefficients that were told to stray further than predictions do: the predictions were checked.
        if (told > 1)
            foreach (object source in shares.Keys.ToArray()) shares[source] /= told;
        Deployment d = replica.Deployment;
        shares[(d.Model.Id, d.Accelerator.Id, d.Engine.Id, d.Precision.Weights)] = Math.Sqrt(Math.Max(0, 1 - told * told));
        return shares;
    }

    static double Product(Dictionary<object, double> a, Dictionary<object, double> b) => a.Sum(share => b.TryGetValue(share.Key, out double other) ? share.Value * other : 0);
}
