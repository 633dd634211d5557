namespace InferenceModeler.Tests;

/// <summary>The checkout that the tests were built in.</summary>
static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>With UPDATE_GOLDEN=1 tests rewrite approved files instead of comparing; the difference is then reviewed like code.</summary>
    public static bool Updates { get; } = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "InferenceModeler.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside a checkout");
    }
}
