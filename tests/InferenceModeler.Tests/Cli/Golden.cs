namespace InferenceModeler.Tests.Cli;

/// <summary>Approved output. <c>UPDATE_GOLDEN=1</c> writes what the program prints now; the difference is then reviewed like code.</summary>
static class Golden
{
    public static void AssertSame(string name, string actual)
    {
        string path = Repository.File("tests", "InferenceModeler.Tests", "Cli", "Golden", name);
        if (Repository.Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.True(File.Exists(path), $"{path} is missing: approve it with UPDATE_GOLDEN=1");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
