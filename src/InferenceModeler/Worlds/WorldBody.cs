using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>
/// Serves the demand of a quarter and hour (a row, <see cref="WorldRow"/>) in every world (an item, <see cref="WorldItem"/>): the fleet's supplies in their
/// order take what they can of the groups that they may serve, the groups with the fewest places first, up to their site's power.
/// </summary>
/// <remarks>
/// More capacity never serves less and more demand never costs less as long as a site has one supply or power to spare; where supplies share a scarce
/// limit, one may take power that another would have used for work with no other place. Groups are locals, not an array: a device has no memory for one.
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
        Delays<T> delivery = new(memory.Item(WorldItem.DeliveryDelay, item)), connection = new(memory.Item(WorldItem.ConnectionDelay, item));
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
        T demand = rest0 + rest1 + rest2 + rest3 + rest4 + rest5 + rest6 + rest7
            + rest8 + rest9 + rest10 + rest11 + rest12 + rest13 + rest14 + rest15;
        T limitLeft = zero, drawable = zero, kw = zero, exceededKw = zero, energyUsdPerHour = zero;
        int supplies = memory.Count(row, WorldRow.Supplies);
        for (int supply = 0; supply < supplies; supply++)
        {
            int at = WorldRow.FirstSupply + supply * WorldSupplyRow.Count;
            if (memory.Count(row, at + WorldSupplyRow.StartsSite) != 0)
            {
                limitLeft = T.Max(zero, connection.Of(ref memory, row, at + WorldSupplyRow.LimitKw));
                drawable = limitLeft;
            }
            T capacity = memory.Item(memory.Count(row, at + WorldSupplyRow.Capacity), item);
            T perCapacity = T.Of(1f) / capacity;
            T planned = T.Max(zero, delivery.Of(ref memory, row, at + WorldSupplyRow.Work));
            int failures = memory.Count(row, at + WorldSupplyRow.FailureDraw);
            if (failures != 0) planned *= Left<T, TMemory>(ref memory, row, at, memory.Item(failures, item));
            T busyKwPerWork = memory.Row(row, at + WorldSupplyRow.BusyKwPerWork) * perCapacity;
            T idleKwPerWork = memory.Row(row, at + WorldSupplyRow.IdleKwPerWork);
            int serves = memory.Count(row, at + WorldSupplyRow.Serves);
            T wanting = zero;
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
            T available = planned * capacity;
            exceededKw += T.Max(zero, T.Min(wanting, available) * busyKwPerWork - limitLeft);
            available = T.Min(available, limitLeft / busyKwPerWork);
            T served = T.Min(wanting, available);
            T left = available;
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
            T busyKw = served * busyKwPerWork;
            T idleKw = T.Max(zero, planned - served * perCapacity) * idleKwPerWork;
            // Idle replicas give way: they draw what the site has left, and take nothing from those behind.
            T drawnKw = T.Min(drawable, busyKw + idleKw);
            limitLeft = T.Max(zero, limitLeft - busyKw);
            drawable = drawable - drawnKw;
            kw += drawnKw;
            energyUsdPerHour += drawnKw * memory.Row(row, at + WorldSupplyRow.UsdPerKwh);
        }
        T unserved = rest0 + rest1 + rest2 + rest3 + rest4 + rest5 + rest6 + rest7
            + rest8 + rest9 + rest10 + rest11 + rest12 + rest13 + rest14 + rest15;
        T energyUsd = energyUsdPerHour * memory.Item(WorldItem.EnergyPrice, item) * memory.Row(row, WorldRow.Hours);
        T orderedUsd = T.Max(zero, delivery.Of(ref memory, row, WorldRow.OrderedUsd)) * memory.Item(WorldItem.OrderPrice, item);
        memory.Write(WorldOutput.Demand, row, item, demand);
        memory.Write(WorldOutput.Unserved, row, item, unserved);
        memory.Write(WorldOutput.Usd, row, item, memory.Row(row, WorldRow.FixedUsd) + orderedUsd + energyUsd);
        memory.Write(WorldOutput.Kw, row, item, kw);
        memory.Write(WorldOutput.ExceededKw, row, item, exceededKw);
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
}
