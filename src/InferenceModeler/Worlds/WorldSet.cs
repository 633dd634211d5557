using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>Worlds as the columns that <see cref="WorldBody"/> reads.</summary>
public sealed class WorldSet
{
    // Draws of a world behind those of the factors and capacities.
    const uint FirstFailure = 1000, FirstSpot = 2000, FirstConnection = 3000;

    // Worlds that differ in their spot pools alone.
    const int SpotWorlds = 200;

    readonly float[] _columns;

    WorldSet(IReadOnlyList<World> worlds)
    {
        Count = worlds.Count;
        _columns = new float[WorldItem.Count * Count];
        for (int world = 0; world < Count; world++)
        {
            double Of(WorldFactor factor) => worlds[world].Factors[(int)factor];
            this[WorldItem.Log2GrowthPerYear, world] = Math.Log2(Of(WorldFactor.Growth));
            this[WorldItem.Demand, world] = Of(WorldFactor.Demand);
            this[WorldItem.OrderPrice, world] = Of(WorldFactor.OrderPrice);
            this[WorldItem.EnergyPrice, world] = Of(WorldFactor.EnergyPrice);
            this[WorldItem.DeliveryDelay, world] = Math.Min(WorldSupplyRow.DelayQuarters, Of(WorldFactor.DeliveryDelay));
            for (int draw = 0; draw < WorldItem.ConnectionDraws; draw++) this[WorldItem.Connections + draw, world] = Math.Min(WorldSupplyRow.DelayQuarters, worlds[world].Connection?.Invoke(draw) ?? Of(WorldFactor.ConnectionDelay));
            double[] kinds = worlds[world].Capacities;
            for (int kind = 0; kind < CapacityErrors.Most; kind++)
                this[WorldItem.Capacity + kind, world] = Of(WorldFactor.Capacity) * Of(WorldFactor.Availability) * (kind < kinds.Length ? kinds[kind] : 1);
            for (int draw = 0; draw < WorldItem.FailureDraws; draw++) this[WorldItem.Failures + draw, world] = worlds[world].Failures(draw);
            for (int draw = 0; draw < WorldItem.SpotDraws; draw++) this[WorldItem.SpotPools + draw, world] = worlds[world].IsLost(draw) ? 0 : 1;
        }
    }

    public int Count { get; }

    internal ReadOnlySpan<float> Columns => _columns;

    double this[int column, int world]
    {
        set => _columns[column * Count + world] = (float)value;
    }

    /// <summary>Draws worlds; world <c>i</c> of a seed is the same however many are drawn.</summary>
    /// <param name="uncertainty">Of the factors.</param>
    /// <param name="count">At least one.</param>
    /// <param name="seed">Any.</param>
    /// <param name="capacities">What each kind of replica carries, where <see cref="Uncertainty.Capacity"/> does not say it for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than one.</exception>
    public static WorldSet Draw(Uncertainty uncertainty, int count, uint seed, CapacityErrors? capacities = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        CapacityErrors errors = Errors(uncertainty, capacities);
        bool fails = uncertainty.Availability is null;
        World[] worlds = new World[count];
        Parallel.For(0, count, world => worlds[world] = new(
            [.. Uncertainty.Factors.Select(factor => uncertainty[factor]?.At(CounterRandom.Draw(seed, (uint)world, (uint)factor).First) ?? 1)], errors.Draw(seed, (uint)world),
            draw => fails ? CounterRandom.Draw(seed, (uint)world, FirstFailure + (uint)draw).First : 0,
            IsLost(uncertainty, seed, world))
        {
            Connection = draw => uncertainty.ConnectionDelay.At(CounterRandom.Draw(seed, (uint)world, FirstConnection + (uint)draw).First),
        });
        return new(worlds);
    }

    /// <summary>
    /// Everything as expected, then for each factor, and each group of kinds of replicas, its low and its high value (one world in ten is beyond either) with all
    /// others as expected: move i is in the worlds 1 + 2 i and 2 + 2 i. Worlds behind them lose pools of spot instances, where there are any.
    /// </summary>
    internal static (WorldSet Worlds, IReadOnlyList<FactorMove> Moves) OneAtATime(Uncertainty uncertainty, CapacityErrors? capacities, bool fails, bool hasSpot)
    {
        CapacityErrors errors = Errors(uncertainty, capacities);
        World middle = new([.. Uncertainty.Factors.Select(factor => uncertainty[factor]?.Mid ?? 1)], [.. errors.Kinds.Select(k => k.Spread.Mid)], _ => 0, _ => false);
        List<World> worlds = [middle];
        List<FactorMove> moves = [];
        foreach (WorldFactor factor in Uncertainty.Factors)
        {
            if (uncertainty[factor] is not { IsCertain: false } spread) continue;
            double[] With(double value) => [.. middle.Factors.Select((v, i) => i == (int)factor ? value : v)];
            worlds.AddRange(middle with { Factors = With(spread.Low) }, middle with { Factors = With(spread.High) });
            moves.Add(new(factor, null, spread.Low, spread.High));
        }
        foreach (IGrouping<string, CapacityError> group in errors.Kinds.Where(k => !k.Spread.IsCertain).GroupBy(k => k.Group))
        {
            double[] With(Func<Spread, double> end) => [.. errors.Kinds.Select(k => k.Group == group.Key ? end(k.Spread) : k.Spread.Mid)];
            worlds.AddRange(middle with { Capacities = With(s => s.Low) }, middle with { Capacities = With(s => s.High) });
            moves.Add(new(WorldFactor.Capacity, group.Key, group.Average(k => k.Spread.Low), group.Average(k => k.Spread.High)));
        }
        if (fails && uncertainty.Availability is null)
        {
            worlds.AddRange(middle with { Failures = _ => 0.9 }, middle with { Failures = _ => 0.1 });
            moves.Add(new(WorldFactor.Availability, null, double.NaN, double.NaN));
        }
        if (hasSpot && uncertainty.SpotLoss > 0) worlds.AddRange(Enumerable.Range(0, SpotWorlds).Select(world => middle with { IsLost = IsLost(uncertainty, 0, world) }));
        return (new(worlds), moves);
    }

    static Func<int, bool> IsLost(Uncertainty uncertainty, uint seed, int world) => draw => uncertainty.SpotLoss > 0 && CounterRandom.Draw(seed, (uint)world, FirstSpot + (uint)draw).First < uncertainty.SpotLoss;

    static CapacityErrors Errors(Uncertainty uncertainty, CapacityErrors? capacities) => uncertainty.Capacity is null && capacities is not null ? capacities : CapacityErrors.None;

    sealed record World(double[] Factors, double[] Capacities, Func<int, double> Failures, Func<int, bool> IsLost)
    {
        /// <summary>Delays of the connections of sites; null where all come as late as the factor says.</summary>
        public Func<int, double>? Connection { get; init; }
    }
}

/// <summary>A factor that is moved alone.</summary>
/// <param name="Factor">Which.</param>
/// <param name="Of">The group of replicas whose capacity moves; null for all.</param>
/// <param name="Low">Its low value; of several kinds of replicas the mean; not a number where instances fail.</param>
/// <param name="High">Its high value.</param>
readonly record struct FactorMove(WorldFactor Factor, string? Of, double Low, double High);
