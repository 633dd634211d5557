using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Compute.Reductions;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Compute;

public class ReductionTests
{
    /// <summary>Copies its item's fields out, plus the row's: lets a test choose every result, NaN included.</summary>
    internal readonly struct EchoBody : IBody
    {
        public static int RowFields => 1;
        public static int ItemFields => 4;
        public static int Outputs => 4;

        public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
            where T : struct, IReal<T>
            where TMemory : struct, IMemory<T>
        {
            T offset = memory.Row(row, 0);
            for (int item = first; item < first + count; item += T.Lanes)
            {
                // The value 9 becomes NaN and 8 becomes infinite, as a faulty equation's would.
                for (int field = 0; field < 3; field++)
                {
                    T value = memory.Item(field, item);
                    T broken = T.Where(value, T.Of(9f), T.Of(float.PositiveInfinity), T.Of(float.NaN));
                    memory.Write(field, row, item, T.Where(value, T.Of(8f), value + offset, broken));
                }
                memory.Write(3, row, item, memory.Item(3, item));
            }
        }
    }

    internal static readonly Feasibility s_fit = new(reasonColumn: 3);

    internal sealed record Result(int Row, int Item, int Group, float A, float B, float C, bool Fit);

    internal sealed record Case(WorkGrid Grid, Grouping Grouping, Result[] Results, int Threads, HostLane Lane)
    {
        public TReducer Reduce<TReducer>(TReducer reducer) where TReducer : class, IReducer<TReducer>
        {
            new HostBackend(Threads, Lane).Reduce<EchoBody, TReducer>(Grid, reducer);
            return reducer;
        }
    }

    /// <summary>Few distinct values, so that ties and duplicates are the rule, and items enough for several tiles now and then.</summary>
    internal static readonly Gen<Case> s_cases =
        from rows in Gen.Int[1, 5]
        from items in Gen.OneOf(Gen.Int[1, 40], Gen.Int[600, 700])
        from seed in Gen.Int
        from threads in Gen.Int[1, 4]
        from lane in Gen.Int[0, 2].Select(i => (HostLane)i)
        from classes in Gen.Int[0, 3]
        select Draw(rows, items, new Random(seed), threads, lane, classes);

    static Case Draw(int rows, int items, Random random, int threads, HostLane lane, int classes)
    {
        float[] offsets = [.. Enumerable.Range(0, rows).Select(_ => (float)random.Next(3))];
        float[] fields = [.. Enumerable.Range(0, items * 4).Select(i => i < items * 3 ? random.Next(10) : random.Next(3) - 1f)];
        int[] rowClass = classes == 0 ? [] : [.. Enumerable.Range(0, rows).Select(_ => random.Next(2))];
        int[] itemClass = classes == 0 ? [] : [.. Enumerable.Range(0, items).Select(_ => random.Next(classes))];
        Grouping grouping = new(rowClass, itemClass);
        float Value(int field, int row, int item) => fields[field * items + item] switch
        {
            8 => float.PositiveInfinity,
            9 => float.NaN,
            float value => value + offsets[row],
        };
        Result[] results = [.. from row in Enumerable.Range(0, rows)
                               from item in Enumerable.Range(0, items)
                               select new Result(row, item, classes == 0 ? 0 : grouping.Group(rowClass[row], itemClass[item]),
                                   Value(0, row, item), Value(1, row, item), Value(2, row, item), fields[3 * items + item] == 0)];
        return new Case(WorkGrid.Of<EchoBody>(offsets, fields, items), grouping, results, threads, lane);
    }

    [Fact]
    public void The_best_of_a_group_is_the_one_brute_force_finds() => s_cases.Sample(c =>
    {
        BestPerGroup smallest = c.Reduce(new BestPerGroup(new Objective(0), c.Grouping, s_fit));
        BestPerGroup largest = c.Reduce(new BestPerGroup(new Objective(1, Maximise: true), c.Grouping));
        for (int group = 0; group < c.Grouping.Count; group++)
        {
            Result? low = c.Results.Where(r => r.Group == group && r.Fit && float.IsFinite(r.A)).MinBy(r => r.A);
            Assert.Equal(low is null ? Pick.None : new Pick(low.Row, low.Item, low.A), smallest[group]);
            Result? high = c.Results.Where(r => r.Group == group && float.IsFinite(r.B)).MaxBy(r => r.B);
            Assert.Equal(high is null ? Pick.None : new Pick(high.Row, high.Item, high.B), largest[group]);
        }
    }, iter: 300);

    [Fact]
    public void The_best_k_are_those_of_a_sort() => Gen.Select(s_cases, Gen.Int[1, 30], Gen.Bool).Sample((c, most, maximise) =>
    {
        TopResults top = c.Reduce(new TopResults(most, new Objective(1, maximise), s_fit));
        IEnumerable<Pick> expected = c.Results.Where(r => r.Fit && float.IsFinite(r.B)).OrderBy(r => maximise ? -r.B : r.B).ThenBy(r => r.Row).ThenBy(r => r.Item)
            .Take(most).Select(r => new Pick(r.Row, r.Item, r.B));
        Assert.Equal(expected, top.Picks);
    }, iter: 300);

    [Fact]
    public void A_front_holds_exactly_what_nothing_dominates() => Gen.Select(s_cases, Gen.Bool).Sample((c, three) =>
    {
        Objective[] objectives = three ? [new(0), new(1, Maximise: true), new(2)] : [new(0), new(1, Maximise: true)];
        ParetoFront front = c.Reduce(new ParetoFront(objectives, c.Grouping, s_fit));
        for (int group = 0; group < c.Grouping.Count; group++)
        {
            // One stands for all of equal value: the first, as results are drawn in the order of ties.
            (float A, float B, float C, Result Result)[] fit = [.. c.Results
                .Where(r => r.Group == group && r.Fit && float.IsFinite(r.A) && float.IsFinite(r.B) && (!three || float.IsFinite(r.C)))
                .Select(r => (r.A, -r.B, three ? r.C : 0f, r)).DistinctBy(p => (p.A, p.Item2, p.Item3))];
            IEnumerable<Pick> expected = fit
                .Where(p => !fit.Any(q => q.Result != p.Result && q.A <= p.A && q.B <= p.B && q.C <= p.C))
                .OrderBy(p => p.A).ThenBy(p => p.Result.Row).ThenBy(p => p.Result.Item)
                .Select(p => new Pick(p.Result.Row, p.Result.Item, p.A));
            Assert.Equal(expected, front[group]);
        }
    }, iter: 300);

    [Fact]
    public void A_ceiling_leaves_out_what_is_above_it_and_nan() => s_cases.Sample(c =>
    {
        TopResults top = c.Reduce(new TopResults(5000, new Objective(0), new Feasibility(3, new Ceiling(1, 5f), new Ceiling(2, 6f))));
        Assert.Equal(c.Results.Count(r => r.Fit && float.IsFinite(r.A) && r.B <= 5 && r.C <= 6), top.Picks.Count);
    }, iter: 300);

    [Fact]
    public void Histograms_count_each_fit_result_once() => s_cases.Sample(c =>
    {
        Histograms histograms = c.Reduce(new Histograms(2, c.Grouping, s_fit));
        long counted = 0;
        for (int group = 0; group < c.Grouping.Count; group++)
        {
            float[] values = [.. c.Results.Where(r => r.Group == group && r.Fit && float.IsFinite(r.C)).Select(r => r.C).Order()];
            Assert.Equal(values.Length, histograms[group].Count);
            if (values.Length > 0) Assert.Equal(values[(values.Length - 1) / 2], histograms[group].Quantile(0.5), values[^1] * LogHistogram.RelativeError + 1e-12);
            counted += values.Length;
        }
        Assert.Equal(c.Results.Length, counted + histograms.LeftOut);
    }, iter: 300);

    [Fact]
    public void A_checksum_tells_equal_results_from_different_ones() => s_cases.Sample(c =>
    {
        ulong value = c.Reduce(new Checksum(4)).Value;
        Assert.Equal(value, (c with { Threads = 1, Lane = HostLane.Scalar }).Reduce(new Checksum(4)).Value);
        Assert.NotEqual(value, c.Reduce(new Checksum(3)).Value);
    }, iter: 300);

    [Fact]
    public void Progress_ends_at_the_number_of_evaluations()
    {
        Case c = Draw(50, 3000, new Random(1), threads: 3, HostBackend.WidestLane, classes: 0);
        Watch watch = new();
        new HostBackend(3).Reduce<EchoBody, Checksum>(c.Grid, new Checksum(1), watch, TestContext.Current.CancellationToken);
        Assert.Equal(c.Grid.Evaluations, watch.Most);
    }

    sealed class Watch : IProgress<long>
    {
        long _most;

        public long Most => _most;

        public void Report(long value)
        {
            lock (this) _most = Math.Max(_most, value);
        }
    }
}
