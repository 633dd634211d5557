using System.Globalization;
using System.Text;
using InferenceModeler.Fidelity;

namespace InferenceModeler.Data.Measurements;

/// <summary>Writes what became of measured points: <c>id,predicted,low,high,ape,status</c>, one line per row that was read.</summary>
public static class ScoredPointFiles
{
    public static void Write(string path, IReadOnlyList<ScoredPoint> points)
    {
        StringBuilder text = new("id,predicted,low,high,ape,status\n");
        foreach (ScoredPoint p in points)
            text.Append(Quoted(p.Point.Id)).Append(',').Append(Number(p.Predicted)).Append(',').Append(Number(p.Low)).Append(',').Append(Number(p.High)).Append(',')
                .Append(p.IsPredicted ? Number(p.AbsoluteError) : "").Append(',').Append(Quoted(p.Status)).Append('\n');
        WholeFile.Write(path, text.ToString());
    }

    static string Number(double value) => double.IsFinite(value) ? value.ToString("G7", CultureInfo.InvariantCulture) : "";

    static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
