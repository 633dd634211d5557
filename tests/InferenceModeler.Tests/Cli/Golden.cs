namespace InferenceModeler.Tests.Cli;

/// <summary>Approved output. <c>INFERENCE_MODELER_GOLDEN=update</c> writes what the program prints now; the difference is then reviewed like code.</summary>
static class Golden
{
    public static void AssertSame(string name, string actual)
    {
        string path = Repository.File("tests", "InferenceModeler.Tests", "Cli", "Golden", name);
        if (Environment.GetEnvironmentVariable("INFERENCE_MODELER_GOLDEN") == "update")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.True(File.Exists(path), $"{path} is missing: approve it with INFERENCE_MODELER_GOLDEN=update");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
