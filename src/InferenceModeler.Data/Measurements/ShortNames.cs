namespace InferenceModeler.Data.Measurements;

/// <summary>Names files by as much of the end of their paths as tells them apart.</summary>
static class ShortNames
{
    /// <summary>The names, with <c>/</c> between folders. One file given twice has one name.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths)
    {
        string[][] parts = [.. paths.Select(p => Path.GetFullPath(p).Split(Path.DirectorySeparatorChar))];
        return [.. parts.Select(own => Shortest(own, [.. parts.Where(other => !other.SequenceEqual(own))]))];
    }

    static string Shortest(string[] own, string[][] others)
    {
        int count = 1;
        while (count < own.Length && others.Any(other => End(other, count) == End(own, count))) count++;
        return End(own, count);
    }

    static string End(string[] parts, int count) => string.Join('/', parts.TakeLast(count));
}
