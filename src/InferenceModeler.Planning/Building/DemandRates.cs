using InferenceModeler.Fleets;

namespace InferenceModeler.Planning.Building;

/// <summary>Requests per second of a region's users over the horizon.</summary>
static class DemandRates
{
    /// <summary>By quarter and hour of the week in UTC.</summary>
    public static double[,] Of(FleetScenario scenario, RegionalDemand demand)
    {
        double[,] rates = new double[scenario.Quarters, WeekCurve.Hours];
        double[] ofPeak = OfPeak(demand);
        for (int quarter = 0; quarter < scenario.Quarters; quarter++)
        {
            double peak = demand.PeakAfter(scenario.First, quarter, demand.Growth.Of(scenario.Growth));
            for (int hour = 0; hour < WeekCurve.Hours; hour++) rates[quarter, hour] = peak * ofPeak[hour];
        }
        return rates;
    }

    /// <summary>Rate ÷ peak by hour of the week in UTC.</summary>
    public static double[] OfPeak(RegionalDemand demand) => [.. Enumerable.Range(0, WeekCurve.Hours).Select(hour => demand.Week.AtUtc(hour, demand.Users.UtcOffsetHours))];
}
