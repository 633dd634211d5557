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

    public void Dispose() => _folder.Delete(recursive: true);
}
