using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>A problem with fewer typical hours, each the mean of some that follow each other: a relaxation where energy and carbon cost the same in all of them.</summary>
static class CoarseHours
{
    public static PlanProblem Of(PlanProblem problem, int most)
    {
        int count = problem.Hours.Count;
        if (count <= most) return problem;
        int[] first = [.. Enumerable.Range(0, most + 1).Select(k => k * count / most)];
        double Merged(int k, Func<int, double> of)
        {
            double weight = 0, sum = 0;
            for (int h = first[k]; h < first[k + 1]; h++) (weight, sum) = (weight + problem.Hours[h].HoursPerQuarter, sum + of(h) * problem.Hours[h].HoursPerQuarter);
            return sum / weight;
        }
        return problem with
        {
            Hours = [.. Enumerable.Range(0, most).Select(k => new TypicalHour(k, problem.Hours.Skip(first[k]).Take(first[k + 1] - first[k]).Sum(h => h.HoursPerQuarter)))],
            Sites = [.. problem.Sites.Select(s => s with { CarbonKgPerKwh = [.. Enumerable.Range(0, most).Select(k => Merged(k, h => s.CarbonKgPerKwh[h]))] })],
            Demands = [.. problem.Demands.Select((demand, d) =>
            {
                double[,] rates = new double[problem.Quarters, demand.WeekRates.GetLength(1)];
                for (int q = 0; q < problem.Quarters; q++)
                {
                    int quarter = q;
                    double mean = demand.RequestsPerQuarter(q) / 3600 / Fleets.Quarter.Hours, left = mean * rates.GetLength(1);
                    for (int k = 0; k < most; k++) left -= rates[q, k] = Merged(k, h => problem.Rate(d, quarter, h));
                    // The hours that stand for nothing keep the mean of the week.
                    for (int k = most; k < rates.GetLength(1); k++) rates[q, k] = left / (rates.GetLength(1) - most);
                }
                return demand with { WeekRates = rates };
            })],
        };
    }
}
