using System.Text.RegularExpressions;

namespace InferenceModeler.Fidelity;

/// <summary>One measured figure of one serving experiment. What is null was not stated.</summary>
public sealed partial record MeasuredPoint
{
    /// <summary>Where it was read from: a file's name, with as much of its path as tells files of one name apart.</summary>
    public required string File { get; init; }

    /// <summary>Public data set; empty where not stated.</summary>
    public string Source { get; init; } = "";

    /// <summary>What names its origin: the data set, or else the file.</summary>
    public string Origin => Source.Length > 0 ? Source : File;

    public required string Id { get; init; }
    public required string Accelerator { get; init; }

    /// <summary>Of the whole deployment.</summary>
    public int? Accelerators { get; init; }

    public required string Model { get; init; }
    public string Weights { get; init; } = "";
    public string KvCache { get; init; } = "";
    public string Engine { get; init; } = "";
    public string EngineVersion { get; init; } = "";
    public int? Tensor { get; init; }
    public int? Pipeline { get; init; }
    public int? Expert { get; init; }
    public int? Data { get; init; }

    /// <summary>static, closed, open, offline or server.</summary>
    public required string Mode { get; init; }

    /// <summary>Batch (static), requests in flight (closed), requests queued (offline) or requests per second (open).</summary>
    public double? Load { get; init; }

    public double? PromptTokens { get; init; }
    public double? OutputTokens { get; init; }
    public double? CachedPromptTokens { get; init; }
    public int? MaxBatchedTokens { get; init; }
    public int? MaxSequences { get; init; }

    /// <summary>Steps that a new request waits on average for the engine to look at it (half of SGLang's scheduler-recv-interval, say).</summary>
    public double? WaitSteps { get; init; }

    public double? TtftLimitSeconds { get; init; }
    public double? TpotLimitSeconds { get; init; }

    /// <summary>0..1.</summary>
    public double? LimitPercentile { get; init; }

    /// <summary>ttft_s, tpot_s, e2e_s, prefill_s, decode_step_s, batch_latency_s, output_tokens_per_s, total_tokens_per_s, power_w or energy_j_per_output_token.</summary>
    public required string Metric { get; init; }

    /// <summary>mean, p50, p90, p95 or p99.</summary>
    public required string Statistic { get; init; }

    public double Value { get; init; }
    public string Notes { get; init; } = "";

    /// <summary>The engine's version, or the year of a note such as <c>measured 2025-10-29</c> where none is stated (<see cref="Cost.EngineEra"/>); empty where neither is.</summary>
    public string EngineRelease => EngineVersion.Length > 0 ? EngineVersion : MeasuredYear().Match(Notes).Groups[1].Value;

    [GeneratedRegex(@"\bmeasured (20\d\d)-")]
    private static partial Regex MeasuredYear();

    /// <summary>Why the row cannot be read; empty where it can.</summary>
    public string Fault { get; init; } = "";
}
