namespace InferenceModeler.Tests;

/// <summary>Finds the measured data that lies beside a checkout; tests that need it say skipped in a clone without it.</summary>
static class SharedData
{
    public static string Path(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine([folder.FullName, "shared", .. parts]);
            if (System.IO.Path.Exists(candidate)) return candidate;
        }
        Assert.Skip($"needs the shared data folder: {string.Join('/', parts)}");
        throw new InvalidOperationException("unreachable");
    }
}
