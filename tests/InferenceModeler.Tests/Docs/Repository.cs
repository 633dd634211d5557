namespace InferenceModeler.Tests.Docs;

/// <summary>The checkout that the tests run in.</summary>
static class Repository
{
    /// <summary>True where UPDATE_GOLDEN=1 asks to rewrite what is checked in instead of comparing.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string Root
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InferenceModeler.sln"))) folder = folder.Parent;
            return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
        }
    }
}
