using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Kernels;
using InferenceModeler.Tests.Compute;

namespace InferenceModeler.Tests.Kernels;

public class LaunchTests
{
    [Fact]
    public void Launches_cover_every_cell_once_however_their_size_changes() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 700].Array[1, 8]).Sample((rows, items, sizes) =>
        {
            WorkGrid grid = ToyBody.Grid(rows, items, seed: 1);
            int[,] seen = new int[rows, items];
            TileCursor cursor = new(grid);
            for (int launch = 0; cursor.TryNext(sizes[launch % sizes.Length], out Tile tile); launch++)
            {
                Assert.InRange(tile.Cells, 1, Math.Max(sizes[launch % sizes.Length], WorkGrid.LanePadding));
                Assert.Equal(0, tile.FirstItem % WorkGrid.LanePadding);
                for (int row = 0; row < tile.Rows; row++)
                    for (int item = 0; item < tile.Items; item++) seen[tile.FirstRow + row, tile.FirstItem + item]++;
            }
            Assert.All(seen.Cast<int>(), times => Assert.Equal(1, times));
        }, iter: 300);

    [Fact]
    public void A_slow_device_gets_short_launches_and_a_fast_one_long_ones_within_the_cap()
    {
        // 100 threads per second: a launch must not take longer than a fifth of a second, or a single thread's time.
        LaunchSize slow = new(cap: 1 << 22);
        for (int launch = 0; launch < 30; launch++) slow.Observe(slow.Threads, slow.Threads / 100.0);
        Assert.InRange(slow.Threads, 1, 20);

        LaunchSize fast = new(cap: 3_000_000);
        for (int launch = 0; launch < 30; launch++) fast.Observe(fast.Threads, fast.Threads / 1e12);
        Assert.Equal(3_000_000, fast.Threads);
    }
}
