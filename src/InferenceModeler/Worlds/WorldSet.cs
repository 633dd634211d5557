using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>Worlds as the columns that <see cref="WorldBody"/> reads.</summary>
public sealed class WorldSet
{
    readonly float[] _columns;

    WorldSet(IReadOnlyList<double[]> worlds)
    {
        Count = worlds.Count;
        _columns = new float[WorldItem.Count * Count];
        for (int world = 0; world < Count; world++)
        {
            double Of(WorldFactor factor) => worlds[world][(int)factor];
            this[WorldItem.Log2GrowthPerYear, world] = Math.Log2(Of(WorldFactor.Growth));
            this[WorldItem.Demand, world] = Of(WorldFactor.Demand);
            this[WorldItem.Capacity, world] = Of(WorldFactor.Capacity) * Of(WorldFactor.Availability);
            this[WorldItem.OrderPrice, world] = Of(WorldFactor.OrderPrice);
            this[WorldItem.EnergyPrice, world] = Of(WorldFactor.EnergyPrice);
            this[WorldItem.DeliveryDelay, world] = Math.Min(WorldSupplyRow.DelayQuarters, Of(WorldFactor.DeliveryDelay));
            this[WorldItem.ConnectionDelay, world] = Math.Min(WorldSupplyRow.DelayQuarters, Of(WorldFactor.ConnectionDelay));
        }
    }

    public int Count { get; }

    internal ReadOnlySpan<float> Columns => _columns;

    double this[int column, int world]
    {
        set => _columns[column * Count + world] = (float)value;
    }

    /// <summary>Draws worlds; world <c>i</c> of a seed is the same however many are drawn.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one.</exception>
    public static WorldSet Draw(Uncertainty uncertainty, int count, uint seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new([.. Enumerable.Range(0, count).Select(world =>
            (double[])[.. Uncertainty.Factors.Select(factor => uncertainty[factor].At(CounterRandom.Draw(seed, (uint)world, (uint)factor).First))])]);
    }

    /// <summary>Everything as expected, then for each factor its low and its high value (one world in ten is beyond either) with all others as expected.</summary>
    internal static WorldSet OneAtATime(Uncertainty uncertainty)
    {
        double[] middle = [.. Uncertainty.Factors.Select(factor => uncertainty[factor].Mid)];
        List<double[]> worlds = [middle];
        foreach (WorldFactor factor in Uncertainty.Factors)
            foreach (double value in (double[])[uncertainty[factor].Low, uncertainty[factor].High])
            {
                double[] moved = [.. middle];
                moved[(int)factor] = value;
                worlds.Add(moved);
            }
        return new(worlds);
    }
}
