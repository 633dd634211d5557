using InferenceModeler.Fidelity;

namespace InferenceModeler.Data.Measurements;

/// <summary>One load of a benchmark tool's result file, in SI units. Null: the file does not tell.</summary>
sealed record BenchmarkRun
{
    // Of a cap on requests in flight: a rate that would keep as many there is held back by it.
    const double CapReached = 0.95;

    readonly List<(string Metric, string Statistic, double Value)> _figures = [];

    /// <summary>The tool that wrote it.</summary>
    public required string Tool { get; init; }

    public string? Model { get; init; }
    public string? Engine { get; init; }
    public double? Concurrency { get; init; }
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests of a run that sends all of them at once.</summary>
    public double? AllAtOnce { get; init; }

    public double? PromptTokens { get; init; }
    public double? OutputTokens { get; init; }

    /// <summary>Requests that the figures are of; 0: not told.</summary>
    public double Finished { get; init; }

    public double Failed { get; init; }

    public IReadOnlyList<(string Metric, string Statistic, double Value)> Figures => _figures;

    /// <summary>Takes a figure in, where the file has it.</summary>
    public void Add(string metric, string statistic, double? value)
    {
        if (value is { } v && v > 0 && double.IsFinite(v)) _figures.Add((metric, statistic, v));
    }

    (string Mode, double Load)? Load(BenchmarkFacts facts)
    {
        if (facts.Concurrency is { } given) return ("closed", given);
        if (facts.RequestsPerSecond is { } told) return ("open", told);
        if (RequestsPerSecond is > 0 and var rate && !(Concurrency is { } cap && rate * MeanSeconds >= CapReached * cap)) return ("open", rate);
        return Concurrency is { } inFlight ? ("closed", inFlight) : AllAtOnce is { } all ? ("offline", all) : null;
    }

    /// <summary>Of whole requests.</summary>
    double? MeanSeconds => Figures.Where(f => f is ("e2e_s", "mean", _)).Select(f => (double?)f.Value).FirstOrDefault();

    /// <summary>The run as measured points, with what the user adds; the user's word counts before the file's.</summary>
    /// <exception cref="InputException">Neither tells something that a prediction needs.</exception>
    public IEnumerable<MeasuredPoint> Points(string path, string name, int number, BenchmarkFacts facts)
    {
        string Needed(string? given, string what, string option) => given ?? throw new InputException($"{path}: the result file of {Tool} does not tell the {what}; give {option}");
        (string mode, double load) = Load(facts) ?? throw new InputException($"{path}: the result file of {Tool} does not tell the load; give --concurrency or --request-rate");
        if (Figures.Count == 0) throw new InputException($"{path}: the result file of {Tool} holds no figure of a finished request");
        string model = Needed(facts.Model ?? Model, "model", "--model"), accelerator = Needed(facts.Accelerator, "accelerator", "--accelerator");
        return Figures.Select(f => new MeasuredPoint
        {
            File = name,
            Id = $"{name}#{number}/{f.Metric}/{f.Statistic}",
            Accelerator = accelerator,
            Model = model,
            Weights = facts.Weights ?? "",
            KvCache = facts.KvCache ?? "",
            Engine = facts.Engine ?? Engine ?? "",
            EngineVersion = facts.EngineVersion ?? "",
            Accelerators = facts.Tensor is null ? (facts.Pipeline ?? 1) * (facts.Data ?? 1) : null,
            Tensor = facts.Tensor,
            Pipeline = facts.Pipeline,
            Expert = facts.Expert,
            Data = facts.Data,
            Mode = mode,
            Load = load,
            PromptTokens = facts.PromptTokens ?? PromptTokens,
            OutputTokens = facts.OutputTokens ?? OutputTokens,
            CachedPromptTokens = facts.CachedPromptTokens,
            Metric = f.Metric,
            Statistic = f.Statistic,
            Value = f.Value,
            Notes = Tool,
            Fault = mode == "offline" && !f.Metric.EndsWith("tokens_per_s", StringComparison.Ordinal) ? "all requests were sent at once: their latencies are mostly waiting, only throughput is predicted" : "",
        });
    }
}
