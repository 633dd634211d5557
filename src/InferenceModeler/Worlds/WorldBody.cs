using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>
/// Serves the demand of a quarter and hour (a row, <see cref="WorldRow"/>) in every world (an item, <see cref="WorldItem"/>): each supply what the plan gives
/// it, as far as it can; then the fleet's supplies in their order take what they still can of what others left, the groups with the fewest places first.
/// </summary>
/// <remarks>
/// More capacity never serves less and more demand never costs less as long as a site has one supply or power to spare: supplies of a site share its power as
/// they would at full load. Groups are locals, not an array: a device has no memory for one.
/// </remarks>
public readonly struct WorldBody : IBody
{
    public static int RowFields => WorldRow.Count;

    public static int ItemFields => WorldItem.Count;

    public static int Outputs => WorldOutput.Count;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        int end = first + count;
        for (int item = first; item < end; item += T.Lanes) Serve<T, TMemory>(ref memory, row, item);
    }

    // One method that the host's compiler keeps whole and does not inline.
    static void Serve<T, TMemory>(ref TMemory memory, int row, int item)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T zero = T.Of(0f);
        T level = memory.Item(WorldItem.Demand, item) * T.Exp2(memory.Item(WorldItem.Log2GrowthPerYear, item) * memory.Row(row, WorldRow.Years));
        Delays<T> delivery = new(memory.Item(WorldItem.DeliveryDelay, item));
        T demand = memory.Row(row, WorldRow.AllDemand) * level;
        T rest0 = memory.Row(row, WorldRow.Demand + 0) * level;
        T rest1 = memory.Row(row, WorldRow.Demand + 1) * level;
        T rest2 = memory.Row(row, WorldRow.Demand + 2) * level;
        T rest3 = memory.Row(row, WorldRow.Demand + 3) * level;
        T rest4 = memory.Row(row, WorldRow.Demand + 4) * level;
        T rest5 = memory.Row(row, WorldRow.Demand + 5) * level;
        T rest6 = memory.Row(row, WorldRow.Demand + 6) * level;
        T rest7 = memory.Row(row, WorldRow.Demand + 7) * level;
        T rest8 = memory.Row(row, WorldRow.Demand + 8) * level;
        T rest9 = memory.Row(row, WorldRow.Demand + 9) * level;
        T rest10 = memory.Row(row, WorldRow.Demand + 10) * level;
        T rest11 = memory.Row(row, WorldRow.Demand + 11) * level;
        T rest12 = memory.Row(row, WorldRow.Demand + 12) * level;
        T rest13 = memory.Row(row, WorldRow.Demand + 13) * level;
        T rest14 = memory.Row(row, WorldRow.Demand + 14) * level;
        T rest15 = memory.Row(row, WorldRow.Demand + 15) * level;
        int supplies = memory.Count(row, WorldRow.Supplies);
        for (int supply = 0; supply < supplies; supply++)
        {
            int at = WorldRow.FirstSupply + supply * WorldSupplyRow.Count, planned = memory.Count(row, at + WorldSupplyRow.PlannedGroups);
            if (planned == 0) continue;
            Serving<T> own = Read<T, TMemory>(ref memory, row, at, item, in delivery);
            T given = memory.Row(row, at + WorldSupplyRow.Planned) * level;
            // Of each group the same share stays.
            T left = level * (T.Of(1f) - T.Min(T.Of(1f), own.Available / T.Max(given, T.Of(1e-20f))));
            if ((planned & 1) != 0) rest0 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 0) * left;
            if ((planned & 2) != 0) rest1 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 1) * left;
            if ((planned & 4) != 0) rest2 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 2) * left;
            if ((planned & 8) != 0) rest3 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 3) * left;
            if ((planned & 16) != 0) rest4 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 4) * left;
            if ((planned & 32) != 0) rest5 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 5) * left;
            if ((planned & 64) != 0) rest6 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 6) * left;
            if ((planned & 128) != 0) rest7 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 7) * left;
            if ((planned & 256) != 0) rest8 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 8) * left;
            if ((planned & 512) != 0) rest9 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 9) * left;
            if ((planned & 1024) != 0) rest10 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 10) * left;
            if ((planned & 2048) != 0) rest11 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 11) * left;
            if ((planned & 4096) != 0) rest12 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 12) * left;
            if ((planned & 8192) != 0) rest13 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 13) * left;
            if ((planned & 16384) != 0) rest14 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 14) * left;
            if ((planned & 32768) != 0) rest15 += memory.Row(row, at + WorldSupplyRow.PlannedOf + 15) * left;
        }
        T kw = zero, exceededKw = zero, energyUsdPerHour = zero;
        for (int supply = 0; supply < supplies; supply++)
        {
            int at = WorldRow.FirstSupply + supply * WorldSupplyRow.Count;
            Serving<T> own = Read<T, TMemory>(ref memory, row, at, item, in delivery);
            T given = memory.Row(row, at + WorldSupplyRow.Planned) * level;
            int serves = memory.Count(row, at + WorldSupplyRow.Serves);
            T wanting = given;
            if ((serves & 1) != 0) wanting += rest0;
            if ((serves & 2) != 0) wanting += rest1;
            if ((serves & 4) != 0) wanting += rest2;
            if ((serves & 8) != 0) wanting += rest3;
            if ((serves & 16) != 0) wanting += rest4;
            if ((serves & 32) != 0) wanting += rest5;
            if ((serves & 64) != 0) wanting += rest6;
            if ((serves & 128) != 0) wanting += rest7;
            if ((serves & 256) != 0) wanting += rest8;
            if ((serves & 512) != 0) wanting += rest9;
            if ((serves & 1024) != 0) wanting += rest10;
            if ((serves & 2048) != 0) wanting += rest11;
            if ((serves & 4096) != 0) wanting += rest12;
            if ((serves & 8192) != 0) wanting += rest13;
            if ((serves & 16384) != 0) wanting += rest14;
            if ((serves & 32768) != 0) wanting += rest15;
            exceededKw += T.Max(zero, T.Min(wanting, own.Reached) * own.BusyKwPerWork - own.LimitKw);
            T served = T.Min(given, own.Available), spare = own.Available - served, left = spare;
            if ((serves & 1) != 0) Take(ref left, ref rest0);
            if ((serves & 2) != 0) Take(ref left, ref rest1);
            if ((serves & 4) != 0) Take(ref left, ref rest2);
            if ((serves & 8) != 0) Take(ref left, ref rest3);
            if ((serves & 16) != 0) Take(ref left, ref rest4);
            if ((serves & 32) != 0) Take(ref left, ref rest5);
            if ((serves & 64) != 0) Take(ref left, ref rest6);
            if ((serves & 128) != 0) Take(ref left, ref rest7);
            if ((serves & 256) != 0) Take(ref left, ref rest8);
            if ((serves & 512) != 0) Take(ref left, ref rest9);
            if ((serves & 1024) != 0) Take(ref left, ref rest10);
            if ((serves & 2048) != 0) Take(ref left, ref rest11);
            if ((serves & 4096) != 0) Take(ref left, ref rest12);
            if ((serves & 8192) != 0) Take(ref left, ref rest13);
            if ((serves & 16384) != 0) Take(ref left, ref rest14);
            if ((serves & 32768) != 0) Take(ref left, ref rest15);
            served += spare - left;
            T busyKw = served * own.BusyKwPerWork;
            T idleKw = T.Max(zero, own.Deliverable - served) * own.IdleKwPerWork;
            // Idle replicas give way: they draw what is left of the power.
            T drawnKw = T.Min(own.LimitKw, busyKw + idleKw);
            kw += drawnKw;
            energyUsdPerHour += drawnKw * memory.Row(row, at + WorldSupplyRow.UsdPerKwh);
        }
        T unserved = rest0 + rest1 + rest2 + rest3 + rest4 + rest5 + rest6 + rest7
            + rest8 + rest9 + rest10 + rest11 + rest12 + rest13 + rest14 + rest15;
        T energyUsd = energyUsdPerHour * memory.Item(WorldItem.EnergyPrice, item) * memory.Row(row, WorldRow.Hours);
        T price = memory.Item(WorldItem.OrderPrice, item);
        T orderedUsd = (T.Max(zero, delivery.Of(ref memory, row, WorldRow.OrderedUsd)) + memory.Row(row, WorldRow.RentedUsd)) * price;
        for (int spend = 0; spend < WorldRow.Spends; spend++)
            orderedUsd += T.Max(zero, memory.Row(row, WorldRow.SpendNeedUsd + spend) - memory.Row(row, WorldRow.SpendRentUsd + spend) * price);
        memory.Write(WorldOutput.Demand, row, item, demand);
        memory.Write(WorldOutput.Unserved, row, item, unserved);
        memory.Write(WorldOutput.Usd, row, item, memory.Row(row, WorldRow.FixedUsd) + orderedUsd + energyUsd);
        memory.Write(WorldOutput.Kw, row, item, kw);
        memory.Write(WorldOutput.ExceededKw, row, item, exceededKw);
    }

    // What a supply can do in a world. One method that the host's compiler keeps whole.
    static Serving<T> Read<T, TMemory>(ref TMemory memory, int row, int at, int item, in Delays<T> delivery)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T zero = T.Of(0f), capacity = memory.Item(memory.Count(row, at + WorldSupplyRow.Capacity), item), perCapacity = T.Of(1f) / capacity;
        T standing = T.Max(zero, delivery.Of(ref memory, row, at + WorldSupplyRow.Work));
        int failures = memory.Count(row, at + WorldSupplyRow.FailureDraw);
        if (failures != 0) standing *= Left<T, TMemory>(ref memory, row, at, memory.Item(failures, item));
        int pool = memory.Count(row, at + WorldSupplyRow.SpotDraw);
        if (pool != 0) standing *= memory.Item(pool, item);
        Delays<T> connection = new(memory.Item(memory.Count(row, at + WorldSupplyRow.Connection), item));
        Serving<T> own = default;
        own.Deliverable = standing * capacity;
        own.BusyKwPerWork = memory.Row(row, at + WorldSupplyRow.BusyKwPerWork) * perCapacity;
        own.IdleKwPerWork = memory.Row(row, at + WorldSupplyRow.IdleKwPerWork) * perCapacity;
        own.LimitKw = T.Max(zero, connection.Of(ref memory, row, at + WorldSupplyRow.LimitKw));
        own.Reached = T.Min(own.Deliverable, memory.Row(row, at + WorldSupplyRow.NetworkWork));
        own.Available = T.Min(own.Reached, own.LimitKw / own.BusyKwPerWork);
        return own;
    }

    // What the failures of a world leave of a supply, over what they leave in the mean, at most that; all of it where none are drawn.
    static T Left<T, TMemory>(ref TMemory memory, int row, int at, T drawn)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        T zero = T.Of(0f), left = memory.Row(row, at + WorldSupplyRow.LeftAtBase), step = memory.Row(row, at + WorldSupplyRow.LostPerStep);
        for (int i = 0; i < Failures.Steps; i++) left = left - T.Where(memory.Row(row, at + WorldSupplyRow.FailureSteps + i), drawn, step, zero);
        return T.Where(zero, drawn, T.Max(zero, T.Min(T.Of(1f), left)), T.Of(1f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Take<T>(ref T left, ref T rest) where T : struct, IReal<T>
    {
        T taken = T.Min(left, rest);
        left = left - taken;
        rest = rest - taken;
    }

    /// <summary>A supply in a world: work per second that it can deliver with its power and its network, with its network alone and without regard to either, and the power that this takes.</summary>
    struct Serving<T> where T : struct, IReal<T>
    {
        public T Available, Reached, Deliverable, BusyKwPerWork, IdleKwPerWork, LimitKw;
    }
}
