using System.Globalization;

namespace InferenceModeler.Sweeping;

/// <summary>Whole numbers of one axis as people write them: <c>1,2,4</c>, <c>1..64</c>, <c>128..4096:128</c> (steps), <c>1..1024*2</c> (factors), or a mix.</summary>
public sealed class SweepAxis
{
    /// <summary>The most values of one axis.</summary>
    public const long MostValues = 10_000_000;

    readonly record struct Range(int First, int Last, int Step, int Factor)
    {
        public long Count => Factor > 1 ? Values().LongCount() : ((long)Last - First) / Step + 1;

        public IEnumerable<int> Values()
        {
            for (long value = First; value <= Last; value = Factor > 1 ? value * Factor : value + Step) yield return (int)value;
        }
    }

    readonly List<Range> _ranges;

    SweepAxis(List<Range> ranges) => _ranges = ranges;

    /// <summary>How many values are written, repeated ones counted.</summary>
    public long Count => _ranges.Sum(range => range.Count);

    /// <summary>The values, ascending, each once.</summary>
    public IReadOnlyList<int> Values() => [.. _ranges.SelectMany(range => range.Values()).Distinct().Order()];

    /// <param name="parts">What the user wrote, split at commas.</param>
    /// <param name="name">What it is for, as the user knows it: <c>--loads</c>.</param>
    /// <param name="least">The least value allowed.</param>
    /// <param name="most">The largest value allowed; larger ones are not exact in a float.</param>
    /// <exception cref="InputException">Not a list of whole numbers and ranges, or too many.</exception>
    public static SweepAxis Parse(IReadOnlyList<string> parts, string name, int least = 1, int most = 1 << 24)
    {
        if (parts.Count == 0) throw new InputException($"{name}: needs at least one number");
        SweepAxis axis = new([.. parts.Select(part => Of(part.Trim(), name, least, most))]);
        return axis.Count <= MostValues ? axis : throw new InputException($"{name}: {axis.Count.ToString("N0", CultureInfo.InvariantCulture)} values: at most {MostValues:N0}; take larger steps, for example 1..1024*2");
    }

    static Range Of(string text, string name, int least, int most)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
        {
            int one = Quantities.Whole(text, name, least, most);
            return new(one, one, 1, 1);
        }
        string upper = text[(dots + 2)..];
        int mark = upper.IndexOfAny([':', '*']);
        int first = Quantities.Whole(text[..dots], name, least, most), last = Quantities.Whole(mark < 0 ? upper : upper[..mark], name, least, most);
        int by = mark < 0 ? 1 : Quantities.Whole(upper[(mark + 1)..], $"{name} {text}: step", upper[mark] == '*' ? 2 : 1, most);
        if (last < first) throw new InputException($"{name} {text}: runs backwards; write {last}..{first}");
        if (mark >= 0 && upper[mark] == '*' && first < 1) throw new InputException($"{name} {text}: a range of factors must start at 1 or more");
        return mark >= 0 && upper[mark] == '*' ? new(first, last, 1, by) : new(first, last, by, 1);
    }
}
