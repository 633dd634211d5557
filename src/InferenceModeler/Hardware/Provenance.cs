namespace InferenceModeler.Hardware;

/// <summary>How far a catalog entry can be trusted.</summary>
public enum Confidence
{
    Low,
    Medium,
    High,
}

/// <summary>Where a catalog entry comes from.</summary>
/// <param name="Source">Document or data set; <c>unverified</c> where none was found.</param>
/// <param name="Date">Date or period of the source, blank if undated.</param>
/// <param name="Confidence">Overall trust.</param>
/// <param name="Doubts">The fields in doubt and remarks, blank if none.</param>
public sealed record Provenance(string Source, string Date, Confidence Confidence, string Doubts);
