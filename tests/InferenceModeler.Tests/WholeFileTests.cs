using InferenceModeler.Data;

namespace InferenceModeler.Tests;

public sealed class WholeFileTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void A_failing_write_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(_folder.FullName, "plan.json");
        WholeFile.Write(path, "old");
        Assert.Throws<IOException>(() => WholeFile.Write(path, stream =>
        {
            stream.Write("half of the new"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void A_missing_folder_is_the_users_error() =>
        Assert.Contains("does not exist", Assert.Throws<InputException>(() => WholeFile.Write(Path.Combine(_folder.FullName, "no", "f"), "x")).Message);

    [Fact]
    public void A_folder_that_takes_no_file_is_named_by_the_file_that_was_asked_for()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "there is no /proc");
        string complaint = Assert.Throws<IOException>(() => WholeFile.Write("/proc/plan.png", "x")).Message;
        Assert.Equal("/proc/plan.png: its folder takes no new file; name another", complaint);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
