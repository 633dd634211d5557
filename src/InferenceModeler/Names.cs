namespace InferenceModeler;

/// <summary>Finds the known names that a mistyped one may mean.</summary>
public static class Names
{
    /// <summary>
    /// The <paramref name="count"/> known names nearest to <paramref name="given"/> by edit distance, nearest first, ties in the order given. Case, spaces,
    /// underscores, dots and hyphens count nothing; a name that contains what was given, or is contained in it, comes before one that does not.
    /// </summary>
    public static IReadOnlyList<string> Nearest(string given, IEnumerable<string> known, int count = 3)
    {
        string wanted = Fold(given);
        return [.. known.Distinct().OrderBy(name => Distance(wanted, Fold(name))).Take(count)];
    }

    /// <summary>The tail of an error message: <c>nearest: a, b, c</c>; blank where nothing is known.</summary>
    public static string NearestText(string given, IEnumerable<string> known)
    {
        IReadOnlyList<string> nearest = Nearest(given, known);
        return nearest.Count == 0 ? "" : "nearest: " + string.Join(", ", nearest);
    }

    /// <summary>Lower case without separators: how two spellings of one name compare.</summary>
    public static string Fold(string name) =>
        string.Create(name.Length, name, static (span, text) => text.AsSpan().ToLowerInvariant(span)).Replace("-", "").Replace("_", "").Replace(" ", "").Replace(".", "");

    static double Distance(string wanted, string name)
    {
        bool contains = wanted.Length > 1 && (name.Contains(wanted, StringComparison.Ordinal) || (name.Length > 1 && wanted.Contains(name, StringComparison.Ordinal)));
        return contains ? 0.5 + Math.Abs(name.Length - wanted.Length) / 1000.0 : NearestNames.Distance(wanted, name);
    }
}
