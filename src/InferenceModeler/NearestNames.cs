namespace InferenceModeler;

/// <summary>Finds the valid names nearest to a name that is not one, for error messages.</summary>
public static class NearestNames
{
    /// <summary>The nearest names, best first, at most <paramref name="count"/>; empty where nothing is near.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> valid, int count = 3)
    {
        string wanted = Names.Fold(name);
        return [.. valid.Distinct()
            .Select(v => (Name: v, Distance: Distance(wanted, Names.Fold(v))))
            .Where(c => c.Distance <= Math.Max(2, wanted.Length / 2))
            .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(count).Select(c => c.Name)];
    }

    /// <summary>A remedy that ends a message: <c>; did you mean a, b?</c>, or all names where none is near and they are few, or nothing.</summary>
    public static string Hint(string name, IEnumerable<string> valid)
    {
        string[] names = [.. valid.Distinct().Order(StringComparer.Ordinal)];
        IReadOnlyList<string> near = Of(name, names);
        if (near.Count > 0) return $"; did you mean {string.Join(", ", near)}?";
        return names.Length is > 0 and <= 12 ? $"; known: {string.Join(", ", names)}" : "";
    }

    /// <summary>Edit distance with transpositions of neighbours; a name that contains the wanted one counts as one edit away.</summary>
    internal static int Distance(string a, string b)
    {
        if (a == b) return 0;
        if (a.Length >= 3 && b.Contains(a, StringComparison.Ordinal)) return 1;
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
