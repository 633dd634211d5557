using InferenceModeler.Cli.FleetPlans;
using ScottPlot;

namespace InferenceModeler.Tests.Output;

public class OutlinesTests
{
    static readonly Coordinates[][] s_land = [.. Outlines.Land()];

    // Rays to the east cross the coast an odd number of times from land.
    static bool IsLand(double longitude, double latitude) => s_land.Sum(ring => ring.Zip(ring.Skip(1).Append(ring[0]))
        .Count(side => side.First.Y > latitude != side.Second.Y > latitude && side.First.X + (latitude - side.First.Y) / (side.Second.Y - side.First.Y) * (side.Second.X - side.First.X) > longitude)) % 2 == 1;

    [Theory]
    [InlineData(8.7, 50.1)]
    [InlineData(-87.6, 41.8)]
    [InlineData(77.2, 28.6)]
    [InlineData(138.5, 36)]
    [InlineData(-46.8, -23.3)]
    [InlineData(170, 67)]
    [InlineData(-178, 67.2)]
    public void Cities_lie_on_land(double longitude, double latitude) => Assert.True(IsLand(longitude, latitude));

    [Theory]
    [InlineData(-40, 40)]
    [InlineData(80, -20)]
    [InlineData(-150, 10)]
    [InlineData(0, 67)]
    public void Oceans_do_not(double longitude, double latitude) => Assert.False(IsLand(longitude, latitude));

    [Fact]
    public void No_ring_crosses_the_date_line() => Assert.All(s_land, ring =>
    {
        Assert.All(ring, p => Assert.True(p.X is >= -180 and <= 180 && p.Y is >= -90 and <= 90));
        Assert.All(ring.Zip(ring.Skip(1)), side => Assert.InRange(Math.Abs(side.First.X - side.Second.X), 0, 90));
    });
}
