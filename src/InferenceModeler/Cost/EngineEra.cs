namespace InferenceModeler.Cost;

/// <summary>Versions of an engine that share coefficients of their own.</summary>
/// <param name="Era">Its name, as entries give it.</param>
/// <param name="Engine">Engine id.</param>
/// <param name="Before">Versions below this one belong to it; so does a version that is a year up to <paramref name="Year"/>.</param>
/// <param name="Year">Last year of the era.</param>
public sealed record EngineEra(string Era, string Engine, string Before, int Year)
{
    public bool Holds(string version)
    {
        if (int.TryParse(version, out int year) && year > 2000) return year <= Year;
        int[] given = Numbers(version), limit = Numbers(Before);
        if (given.Length == 0) return false;
        for (int i = 0; i < limit.Length; i++)
        {
            int part = i < given.Length ? given[i] : 0;
            if (part != limit[i]) return part < limit[i];
        }
        return false;
    }

    // Release candidates count as their release: 1.0.0rc3 is 1.0.0.
    static int[] Numbers(string version)
    {
        List<int> numbers = [];
        foreach (string part in version.TrimStart('v').Split('.'))
        {
            string digits = string.Concat(part.TakeWhile(char.IsAsciiDigit));
            if (!int.TryParse(digits, out int number)) break;
            numbers.Add(number);
            if (digits.Length < part.Length) break;
        }
        return [.. numbers];
    }
}
