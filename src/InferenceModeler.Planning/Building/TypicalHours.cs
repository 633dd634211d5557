using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Building;

/// <summary>Hours of the week that stand for all: every hour that no other exceeds in every demand, and a few that stand for the quieter ones.</summary>
/// <remarks>Hours of equal rates, and of equal carbon where it varies over the day, are one. What may wait is served at any hour and has no say.</remarks>
sealed class TypicalHours
{
    const int HoursPerDay = 24, QuietHours = 6;
    const double Same = 1e-9;

    TypicalHours(IReadOnlyList<int[]> members)
    {
        Members = members;
        Hours = [.. members.Select(m => new TypicalHour(m[0], m.Length * Quarter.Hours / WeekCurve.Hours))];
    }

    public IReadOnlyList<TypicalHour> Hours { get; }

    /// <summary>Hours of the week that each stands for, itself first.</summary>
    public IReadOnlyList<int[]> Members { get; }

    /// <param name="rates">Rates of the demands that do not wait: of the hours of the week, each demand in its own scale.</param>
    /// <param name="sites">Whose carbon may vary over the day.</param>
    public static TypicalHours Of(IReadOnlyList<double[]> rates, IReadOnlyList<Site> sites)
    {
        bool carbonVaries = sites.Any(s => s.CarbonGramsPerKwh.Any(grams => grams != s.CarbonGramsPerKwh[0]));
        List<int[]> alike = [.. Enumerable.Range(0, WeekCurve.Hours)
            .GroupBy(hour => (string.Join(' ', rates.Select(r => Math.Round(r[hour] / Same))), carbonVaries ? hour % HoursPerDay : 0)).Select(g => g.ToArray())];
        bool Exceeds(int a, int b) => rates.All(r => r[a] >= r[b] - Same) && rates.Any(r => r[a] > r[b] + Same);
        int[][] busy = [.. alike.Where(m => !alike.Any(other => Exceeds(other[0], m[0])))];
        int[][] quiet = [.. alike.Except(busy).OrderBy(m => rates.Sum(r => r[m[0]])).ThenBy(m => m[0])];
        return new([.. busy.Concat(Bands(quiet, rates)).OrderBy(m => m[0])]);
    }

    // Bands of about as many hours from the quietest on; the hour nearest to a band's mean stands for it.
    static IEnumerable<int[]> Bands(int[][] quiet, IReadOnlyList<double[]> rates)
    {
        double Total(int hour) => rates.Sum(r => r[hour]);
        int hours = quiet.Sum(m => m.Length), before = 0;
        foreach (var band in quiet.Select(m => (Members: m, Band: QuietHours * ((before += m.Length) - m.Length) / hours)).ToArray().GroupBy(m => m.Band))
        {
            int[] members = [.. band.SelectMany(m => m.Members)];
            double mean = members.Average(Total);
            int typical = members.MinBy(hour => Math.Abs(Total(hour) - mean));
            yield return [typical, .. members.Where(hour => hour != typical)];
        }
    }
}
