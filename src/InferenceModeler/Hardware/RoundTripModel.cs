namespace InferenceModeler.Hardware;

/// <summary>
/// Round trip as a line over the great-circle distance, for pairs of regions that nobody measured. Fitted to the 95th percentile of one provider's backbone;
/// worst for the Middle East, Africa and India.
/// </summary>
public sealed record RoundTripModel(double BaseSeconds, double SecondsPerKilometre, double SameRegionSeconds, Provenance Provenance)
{
    const double EarthRadiusKilometres = 6371.0;

    public double Seconds(Region from, Region to) =>
        from.Provider == to.Provider && from.Id == to.Id ? SameRegionSeconds : BaseSeconds + SecondsPerKilometre * GreatCircleKilometres(from, to);

    /// <summary>Haversine distance on a sphere.</summary>
    public static double GreatCircleKilometres(Region from, Region to)
    {
        double latitude1 = double.DegreesToRadians(from.LatitudeDegrees), latitude2 = double.DegreesToRadians(to.LatitudeDegrees);
        double sinLatitude = Math.Sin((latitude2 - latitude1) / 2);
        double sinLongitude = Math.Sin(double.DegreesToRadians(to.LongitudeDegrees - from.LongitudeDegrees) / 2);
        double chord = sinLatitude * sinLatitude + Math.Cos(latitude1) * Math.Cos(latitude2) * sinLongitude * sinLongitude;
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }
}
