using System.Text;

namespace InferenceModeler;

/// <summary>Enum members as people write them: lower case with hyphens.</summary>
public static class Choices
{
    /// <summary><c>OnDemand</c> is <c>on-demand</c>, <c>Commit1Year</c> is <c>commit-1-year</c>.</summary>
    public static string Name<T>(T value) where T : struct, Enum
    {
        StringBuilder name = new();
        foreach (char c in value.ToString())
        {
            if (name.Length > 0 && (char.IsAsciiLetterUpper(c) || (char.IsAsciiDigit(c) && !char.IsAsciiDigit(name[^1])))) name.Append('-');
            name.Append(char.ToLowerInvariant(c));
        }
        return name.ToString();
    }

    public static IEnumerable<string> Names<T>() where T : struct, Enum => Enum.GetValues<T>().Select(Name);

    /// <exception cref="InputException">Not a member; the message lists the nearest.</exception>
    public static T Parse<T>(string text, string name) where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (Name(value).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) return value;
        }
        throw new InputException($"{name} '{text}': not one of {string.Join(", ", Names<T>())}; {InferenceModeler.Names.NearestText(text, Names<T>())}");
    }
}
