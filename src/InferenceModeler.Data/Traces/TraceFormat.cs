namespace InferenceModeler.Data.Traces;

/// <summary>How a trace file is written.</summary>
public enum TraceFormat
{
    Csv,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>One JSON array of objects.</summary>
    JsonArray,

    Parquet,
}
