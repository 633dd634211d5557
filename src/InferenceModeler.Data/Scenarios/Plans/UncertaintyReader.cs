using InferenceModeler.Fleets;
using InferenceModeler.Worlds;

namespace InferenceModeler.Data.Scenarios.Plans;

/// <summary>What nobody knows when ordering: for each factor the values that one world in ten stays below, one in two, and nine in ten.</summary>
static class UncertaintyReader
{
    const double MostRatio = 100;

    public static Uncertainty Of(YamlSection section, IReadOnlyList<Site> sites)
    {
        section.Only([.. Uncertainty.Factors.Select(Key)]);
        Uncertainty prior = Uncertainty.Prior;
        Spread Ratio(WorldFactor factor) => Read(section, factor, MostRatio, Spread.Ratio) ?? prior[factor]!.Value;
        return new()
        {
            Growth = Ratio(WorldFactor.Growth),
            Demand = Ratio(WorldFactor.Demand),
            Capacity = Read(section, WorldFactor.Capacity, MostRatio, Spread.Ratio),
            Availability = Read(section, WorldFactor.Availability, MostRatio, Spread.Ratio),
            OrderPrice = Ratio(WorldFactor.OrderPrice),
            EnergyPrice = Ratio(WorldFactor.EnergyPrice),
            DeliveryDelay = Read(section, WorldFactor.DeliveryDelay, WorldSupplyRow.DelayQuarters, Spread.Difference) ?? prior.DeliveryDelay,
            SpotLoss = section.Number(Key(WorldFactor.SpotLoss), 0, 1, "of the quarters without a spot pool") ?? prior.SpotLoss,
            ConnectionDelay = Read(section, WorldFactor.ConnectionDelay, WorldSupplyRow.DelayQuarters, Spread.Difference) ?? Slip(sites),
        };
    }

    // Grid connections slip as the least certain of them does, and not at all where all dates are certain.
    static Spread Slip(IReadOnlyList<Site> sites) =>
        Spread.Difference(0, 0, Math.Min(WorldSupplyRow.DelayQuarters, Spread.Tenth * sites.SelectMany(s => s.Tranches).Select(t => t.SlipQuarters).DefaultIfEmpty(0).Max()));

    static Spread? Read(YamlSection section, WorldFactor factor, double most, Func<double, double, double, Spread> make)
    {
        string key = Key(factor);
        if (!section.Has(key)) return null;
        IReadOnlyList<double> values = section.Numbers(key, 0, most, "of what is planned");
        if (values.Count != 3) throw section.Wrong(key, $"{values.Count} value{(values.Count == 1 ? "" : "s")}; give three: what one world in ten stays below, one in two, and nine in ten");
        try
        {
            return make(values[0], values[1], values[2]);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw section.Wrong(key, $"{string.Join(", ", values)}: must rise{(most == MostRatio ? " and be above 0" : "")}");
        }
    }

    static string Key(WorldFactor factor) => char.ToLowerInvariant(factor.ToString()[0]) + factor.ToString()[1..];
}
