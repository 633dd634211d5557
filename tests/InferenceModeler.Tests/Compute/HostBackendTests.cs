using InferenceModeler.Compute;

namespace InferenceModeler.Tests.Compute;

public class HostBackendTests
{
    static float[] Map(WorkGrid grid, int threads, HostLane lane)
    {
        float[] outputs = new float[grid.OutputLength(ToyBody.Outputs)];
        new HostBackend(threads, lane).Map<ToyBody>(grid, outputs, TestContext.Current.CancellationToken);
        float[] real = new float[ToyBody.Outputs * grid.RowCount * grid.ItemCount];
        for (int column = 0, i = 0; column < ToyBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                    real[i++] = outputs[grid.OutputIndex(column, row, item)];
        return real;
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 15)]
    [InlineData(3, 16)]
    [InlineData(7, 17)]
    [InlineData(300, 5)]
    [InlineData(2, 9001)]
    public void Every_lane_and_thread_count_gives_the_same_bits(int rows, int items)
    {
        WorkGrid grid = ToyBody.Grid(rows, items, seed: 1);
        float[] reference = Map(grid, 1, HostLane.Scalar);
        Assert.Equal(reference, Map(grid, 2, HostLane.Wide512));
        Assert.Equal(reference, Map(grid, 3, HostLane.Wide256));
        Assert.Equal(reference, Map(grid, 5, HostLane.Scalar));
    }

    [Fact]
    public void Doubles_bound_the_rounding_of_floats()
    {
        WorkGrid grid = ToyBody.Grid(20, 500, seed: 2);
        float[] floats = Map(grid, 2, HostBackend.WidestLane), doubles = Map(grid, 2, HostLane.Precise);
        int seconds = grid.RowCount * grid.ItemCount;
        // A dozen roundings of half an ulp (6e-8) and the approximations' 3e-7.
        for (int i = 0; i < seconds; i++) Assert.Equal(doubles[i], floats[i], 2e-6f * doubles[i]);
    }

    [Fact]
    public void A_table_with_nan_or_of_a_wrong_length_is_refused_by_row_and_field()
    {
        float[] rows = [1, 2, 3, 4, float.NaN, 6], items = [1, 2, 3, 4];
        Assert.Contains("row 1, field 1 is NaN", Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>(rows, items, 2)).Message);
        rows[4] = 5;
        items[2] = float.PositiveInfinity;
        Assert.Contains("item 0, field 1 is Infinity", Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>(rows, items, 2)).Message);
        items[2] = 3;
        Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>(rows, items, 3));
        Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>(rows.AsSpan(1), items, 2));
        Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>([], items, 2));
        Assert.Throws<ArgumentException>(() => WorkGrid.Of<ToyBody>(rows, [], 0));
    }

    [Fact]
    public void A_cell_gives_what_the_whole_grid_gave_there()
    {
        WorkGrid grid = ToyBody.Grid(9, 100, seed: 3);
        float[] whole = Map(grid, 2, HostBackend.WidestLane), cell = Map(grid.Cell(4, 77), 1, HostBackend.WidestLane);
        for (int column = 0; column < ToyBody.Outputs; column++) Assert.Equal(whole[(column * 9 + 4) * 100 + 77], cell[column]);
    }

    [Fact]
    public void A_cancelled_run_stops()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        WorkGrid grid = ToyBody.Grid(40, 4000, seed: 4);
        Assert.ThrowsAny<OperationCanceledException>(() => new HostBackend(2).Map<ToyBody>(grid, new float[grid.OutputLength(3)], source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => new HostBackend(1).Map<ToyBody>(grid, new float[grid.OutputLength(3)], source.Token));
    }
}
