using System.Text;

namespace InferenceModeler.Data.Tables;

/// <summary>Reads RFC 4180 text: commas, quoted fields, doubled quotes, LF or CRLF. Blank lines are passed over.</summary>
static class CsvText
{
    public static List<(int Line, string[] Fields)> Parse(string file, string text)
    {
        if (!PlainText.IsText(text)) throw new InputException($"{file}: is not text in UTF-8; give a CSV file");
        List<(int, string[])> rows = [];
        List<string> fields = [];
        StringBuilder quoted = new();
        int at = text.StartsWith('\uFEFF') ? 1 : 0, line = 1;
        while (at < text.Length)
        {
            int firstLine = line;
            fields.Clear();
            while (true)
            {
                fields.Add(at < text.Length && text[at] == '"' ? Quoted(file, text, quoted, ref at, ref line) : Plain(text, ref at));
                if (at < text.Length && text[at] == ',')
                {
                    at++;
                    continue;
                }
                break;
            }
            if (at < text.Length && text[at] == '\r') at++;
            if (at < text.Length && text[at] != '\n') throw new InputException($"{file} line {line}: text after a closing quote: put the whole field in quotes");
            at++;
            line++;
            if (fields.Count > 1 || fields[0].Length > 0) rows.Add((firstLine, [.. fields]));
        }
        return rows;
    }

    static string Plain(string text, ref int at)
    {
        int start = at;
        int length = text.AsSpan(start).IndexOfAny(',', '\n');
        at = length < 0 ? text.Length : start + length;
        int end = at > start && text[at - 1] == '\r' ? at - 1 : at;
        return text[start..end].Trim();
    }

    static string Quoted(string file, string text, StringBuilder quoted, ref int at, ref int line)
    {
        quoted.Clear();
        int firstLine = line;
        for (at++; at < text.Length;)
        {
            int length = text.AsSpan(at).IndexOf('"');
            if (length < 0) break;
            ReadOnlySpan<char> part = text.AsSpan(at, length);
            line += part.Count('\n');
            at += length + 1;
            bool doubled = at < text.Length && text[at] == '"';
            if (!doubled && quoted.Length == 0) return part.Trim().ToString();
            quoted.Append(part);
            if (!doubled) return quoted.ToString().Trim();
            quoted.Append('"');
            at++;
        }
        throw new InputException($"{file} line {firstLine}: a quote is not closed: end the field with a quote");
    }
}
