namespace InferenceModeler.Data.Measurements;

/// <summary>What the result files of benchmark tools do not tell: the deployment that was measured, and where a file is silent its load and lengths. Null: not given.</summary>
public sealed record BenchmarkFacts
{
    public string? Accelerator { get; init; }
    public string? Model { get; init; }

    /// <summary>Weight format; null stands for 16 bit, and is counted as a default.</summary>
    public string? Weights { get; init; }

    public string? KvCache { get; init; }

    /// <summary>Serving engine; null: what the file tells, else the generic one.</summary>
    public string? Engine { get; init; }

    public string? EngineVersion { get; init; }

    /// <summary>Tensor parallel degree; null stands for 1 and is counted as a default.</summary>
    public int? Tensor { get; init; }

    public int? Pipeline { get; init; }
    public int? Expert { get; init; }
    public int? Data { get; init; }

    /// <summary>Requests in flight.</summary>
    public double? Concurrency { get; init; }

    public double? RequestsPerSecond { get; init; }
    public double? PromptTokens { get; init; }
    public double? OutputTokens { get; init; }
    public double? CachedPromptTokens { get; init; }

    public bool AreEmpty => this == new BenchmarkFacts();
}
