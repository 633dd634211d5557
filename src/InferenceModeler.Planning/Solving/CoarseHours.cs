using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>A problem with fewer typical hours, each the mean of some: a relaxation, as what serves all of them serves their mean.</summary>
static class CoarseHours
{
    const double SecondsPerHour = 3600, Slack = 1e-9;

    /// <summary>Hours that follow each other are merged until few are left.</summary>
    public static PlanProblem Of(PlanProblem problem, int most)
    {
        int count = problem.Hours.Count;
        return count <= most ? problem : Merged(problem, [.. Enumerable.Range(0, most).Select(k => Enumerable.Range(k * count / most, (k + 1) * count / most - k * count / most).ToArray())]);
    }

    /// <summary>Hours in which another one asks at least as much of everything in every quarter are merged into one: a fleet that carries the others carries them.</summary>
    public static PlanProblem Salient(PlanProblem problem)
    {
        int[] all = [.. Enumerable.Range(0, problem.Hours.Count)];
        int[] lesser = [.. all.Where(h => all.Any(other => other != h && Covers(problem, other, h) && (other < h || !Covers(problem, h, other))))];
        return lesser.Length < 2 ? problem : Merged(problem, [.. all.Except(lesser).Select(h => new[] { h }), lesser]);
    }

    static bool Covers(PlanProblem problem, int hour, int lesser)
    {
        for (int d = 0; d < problem.Demands.Count; d++)
        {
            if (problem.Demands[d].IsDeferrable) continue;
            for (int q = 0; q < problem.Quarters; q++)
                if (problem.Rate(d, q, lesser) > problem.Rate(d, q, hour) + Slack) return false;
        }
        return true;
    }

    static PlanProblem Merged(PlanProblem problem, IReadOnlyList<int[]> groups) => problem with
    {
        Hours = [.. groups.Select((group, k) => new TypicalHour(k, group.Sum(h => problem.Hours[h].HoursPerQuarter)))],
        // The cleanest hour of each, so that no plan weighs less than the merged one.
        Sites = [.. problem.Sites.Select(s => s with { CarbonKgPerKwh = [.. groups.Select(group => group.Min(h => s.CarbonKgPerKwh[h]))] })],
        Demands = [.. problem.Demands.Select((demand, d) => demand with { WeekRates = Rates(problem, demand, d, groups) })],
    };

    static double[,] Rates(PlanProblem problem, PlanDemand demand, int index, IReadOnlyList<int[]> groups)
    {
        int hours = demand.WeekRates.GetLength(1);
        double[,] rates = new double[problem.Quarters, hours];
        for (int q = 0; q < problem.Quarters; q++)
        {
            double left = demand.RequestsPerQuarter(q) / SecondsPerHour / Fleets.Quarter.Hours * hours;
            for (int k = 0; k < groups.Count; k++)
            {
                double weight = groups[k].Sum(h => problem.Hours[h].HoursPerQuarter);
                left -= rates[q, k] = groups[k].Sum(h => problem.Rate(index, q, h) * problem.Hours[h].HoursPerQuarter) / weight;
            }
            // Hours that stand for nothing keep the requests of the quarter.
            for (int k = groups.Count; k < hours; k++) rates[q, k] = left / (hours - groups.Count);
        }
        return rates;
    }
}
