using InferenceModeler.Data.Sweeps;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Tests.Sweeping;

public sealed class SweepStoreTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("sweep-store-").FullName;

    string Output => Path.Combine(_folder, "out.parquet");

    string Parts => Path.Combine(_folder, ".out.parquet.sweep");

    public void Dispose() => Directory.Delete(_folder, true);

    static SweepTally Tally(long fits)
    {
        SweepTally tally = new();
        tally.Add(SweepVerdict.Fits, fits);
        return tally;
    }

    [Fact]
    public void A_part_is_read_back_as_it_was_saved()
    {
        SweepPoint[] points = [.. SmallSweep.All(SmallSweep.Space(1, 8), new()).Take(1000)];
        using SweepStore store = SweepStore.Open(Output, "a", 3, "host", overwrite: false);
        store.Save(1, Tally(7), points);
        Assert.Null(store.Load(0));
        (SweepTally tally, SweepPoint[] read) = store.Load(1)!.Value;
        Assert.Equal(7, tally[SweepVerdict.Fits]);
        Assert.Equal(points, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public void A_part_of_which_a_byte_is_wrong_counts_as_missing(int at)
    {
        using SweepStore store = SweepStore.Open(Output, "a", 1, "host", overwrite: false);
        store.Save(0, Tally(1), []);
        string file = Path.Combine(Parts, "part-00000000.bin");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(store.Load(0));
    }

    [Fact]
    public void A_kill_after_the_output_is_in_place_is_seen_as_finished_and_one_before_is_not()
    {
        using (SweepStore store = SweepStore.Open(Output, "a", 1, "host", overwrite: false)) store.Save(0, Tally(1), []);
        File.WriteAllText(Path.Combine(Parts, "finished"), "");
        File.WriteAllText(Path.Combine(Parts, "result"), "whole");
        using (SweepStore store = SweepStore.Open(Output, "a", 1, "host", overwrite: false)) Assert.False(store.IsFinished);
        File.Move(Path.Combine(Parts, "result"), Output);
        using (SweepStore store = SweepStore.Open(Output, "a", 1, "host", overwrite: false))
        {
            Assert.True(store.IsFinished);
            store.Clear();
        }
        Assert.Equal([Output], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Parts_of_another_sweep_are_neither_used_nor_lost_unasked()
    {
        using (SweepStore store = SweepStore.Open(Output, "a", 2, "host", overwrite: false)) store.Save(0, Tally(1), []);
        InputException refused = Assert.Throws<InputException>(() => SweepStore.Open(Output, "b", 2, "host", overwrite: false));
        Assert.Contains("--overwrite", refused.Message);
        using (SweepStore store = SweepStore.Open(Output, "a", 2, "host", overwrite: false)) Assert.Equal(1, store.Found);
        using (SweepStore store = SweepStore.Open(Output, "b", 2, "host", overwrite: true)) Assert.Equal(0, store.Found);
    }

    [Fact]
    public void One_output_belongs_to_one_sweep_at_a_time()
    {
        using SweepStore first = SweepStore.Open(Output, "a", 1, "host", overwrite: false);
        Assert.Contains("another sweep is writing it", Assert.Throws<InputException>(() => SweepStore.Open(Output, "a", 1, "host", overwrite: false)).Message);
    }

    [Fact]
    public void Writing_that_fails_leaves_the_parts_and_no_output()
    {
        using SweepStore store = SweepStore.Open(Output, "a", 1, "host", overwrite: false);
        store.Save(0, Tally(1), []);
        Assert.Throws<IOException>(() => store.Finish(path =>
        {
            File.WriteAllText(path, "half");
            throw new IOException("No space left on device");
        }));
        Assert.False(File.Exists(Output));
        Assert.NotNull(store.Load(0));
    }
}
