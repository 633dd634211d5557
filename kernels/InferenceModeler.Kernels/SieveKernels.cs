using ILGPU;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>
/// Reductions where the results lie, in three passes that follow the map of a launch: enter results into a table, turn the table into limits, gather what is
/// within them. Losses are compared as integers of the same order, and only integers are counted or minimised, so that the table does not depend on the order of
/// threads; the gathered results come in any order, and the reducer on the host decides among them.
/// </summary>
static class SieveKernels
{
    /// <summary>Results that one thread enters, so that few threads meet at a counter; at most 127, because failures are counted in seven bits.</summary>
    public const int ResultsPerThread = 64;

    const int BandBits = 7, BandMask = (1 << BandBits) - 1;

    /// <summary>One thread = every n-th result: judged, counted by the band it misses, else entered into the cell of its group and class.</summary>
    public static void Enter(Index1D thread, SieveViews views, SieveExtent extent)
    {
        long missed = 0;
        int passed = 0, held = -1, least = 0;
        bool minimises = extent.Kind == (int)SieveKind.Best || extent.Kind == (int)SieveKind.Front;
        for (int result = thread; result < extent.Threads; result += extent.Workers)
        {
            int band = FirstMissed(views, extent, result);
            if (band < extent.Bands)
            {
                missed += 1L << (BandBits * band);
            }
            else
            {
                passed++;
                int key = Key(views, extent, result), cell = Cell(views, extent, result, key);
                if (Within(views, extent, key, cell))
                {
                    if (!minimises)
                    {
                        Atomic.Add(ref views.Table[cell], 1);
                    }
                    else if (cell == held)
                    {
                        least = key < least ? key : least;
                    }
                    else
                    {
                        // One meeting with other threads for as many results as follow each other in a cell.
                        if (held >= 0) Atomic.Min(ref views.Table[held], least);
                        held = cell;
                        least = key;
                    }
                }
            }
        }
        if (held >= 0) Atomic.Min(ref views.Table[held], least);
        for (int band = 0; band < extent.Bands; band++)
        {
            int count = (int)(missed >> (BandBits * band)) & BandMask;
            if (count > 0) Atomic.Add(ref views.Counts[band], count);
        }
        if (passed > 0) Atomic.Add(ref views.Counts[extent.Bands], passed);
    }

    /// <summary>One thread = one group, its classes in order. What was entered by earlier launches still counts.</summary>
    public static void Limit(Index1D group, SieveViews views, SieveExtent extent)
    {
        if (extent.Kind == (int)SieveKind.Best)
        {
            views.Limits[group] = views.Table[group];
            return;
        }
        int first = group * extent.Classes, least = int.MaxValue, seen = 0;
        for (int cell = first; cell < first + extent.Classes; cell++)
        {
            int entry = views.Table[cell];
            if (extent.Kind == (int)SieveKind.Front)
            {
                // A faster class decides, not the result's own.
                views.Limits[cell] = least;
                least = entry < least ? entry : least;
            }
            else
            {
                views.Limits[cell] = seen >= extent.Most ? int.MinValue : int.MaxValue;
                entry = entry < extent.Most ? entry : extent.Most;
                views.Table[cell] = entry;
                seen = seen < extent.Most ? seen + entry : seen;
            }
        }
    }

    /// <summary>One thread = one result: copied to the next free place if it is within its limit; beyond the capacity only counted.</summary>
    public static void Gather(Index1D thread, SieveViews views, SieveExtent extent)
    {
        if (FirstMissed(views, extent, thread) < extent.Bands) return;
        int key = Key(views, extent, thread);
        if (!Within(views, extent, key, Cell(views, extent, thread, key))) return;
        int place = Atomic.Add(ref views.Counts[extent.Bands + 1], 1);
        if (place >= extent.Capacity) return;
        views.Places[place] = thread;
        for (int column = 0; column < extent.Columns; column++) views.Kept[place * extent.Columns + column] = views.Outputs[column * extent.Threads + thread];
    }

    static int FirstMissed(in SieveViews views, in SieveExtent extent, int result)
    {
        int band = 0;
        while (band < extent.Bands)
        {
            int at = extent.Rows + 3 * band;
            // As integers: a compiler may turn "not less" into "greater or equal", which NaN tells apart. NaN is ordered beyond the infinities.
            int value = Ordered(views.Outputs[(int)views.Factors[at] * extent.Threads + result]);
            if (value < Ordered(views.Factors[at + 1]) || value > Ordered(views.Factors[at + 2])) break;
            band++;
        }
        return band;
    }

    static int Key(in SieveViews views, in SieveExtent extent, int result) =>
        Ordered(views.Outputs[extent.LossColumn * extent.Threads + result] * views.Factors[extent.FirstRow + result / extent.Width]);

    static int Cell(in SieveViews views, in SieveExtent extent, int result, int key)
    {
        int group = views.Groups[extent.FirstRow + result / extent.Width] + views.Groups[extent.Rows + extent.FirstItem + result % extent.Width];
        if (extent.Kind == (int)SieveKind.Best) return group;
        int figure = extent.Kind == (int)SieveKind.Front ? Ordered(views.Outputs[extent.ClassColumn * extent.Threads + result] * extent.ClassFactor) : key;
        int own = (figure >> extent.Shift) - extent.FirstClass, last = extent.Classes - 1;
        own = own > 0 ? own : 0;
        return group * extent.Classes + (own < last ? own : last);
    }

    /// <summary>Classes of a top or a count are kept or dropped whole.</summary>
    static bool Within(in SieveViews views, in SieveExtent extent, int key, int cell) =>
        (extent.Kind == (int)SieveKind.Best || extent.Kind == (int)SieveKind.Front ? key : 0) <= views.Limits[cell];

    /// <summary>An integer of the order of floats, the two zeros equal.</summary>
    static int Ordered(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        if (bits >= 0) return bits;
        return bits == int.MinValue ? 0 : bits ^ int.MaxValue;
    }
}
