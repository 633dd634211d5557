using System.CommandLine;
using System.Globalization;
using InferenceModeler.Cli.Commands;
using InferenceModeler.Cost;
using InferenceModeler.Data;
using InferenceModeler.Data.Traces;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Models;
using InferenceModeler.Serving;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The options that <c>simulate</c> and <c>capacity</c> share.</summary>
sealed class SimulationOptions
{
    readonly Option<string?> _model = Options.Text("--model", "Model: catalog id, a variant's name, or the path of a config.json.", "id");
    readonly Option<string?> _accelerator = Options.Text("--accelerator", "Accelerator; default h100-sxm.", "id");
    readonly Option<Layout?> _layout = Options.Checked<Layout?>("--layout", "Layout such as tp4 or tp8pp2; default: the smallest that fits.", "layout", text => Layouts.Parse(text, "--layout"));
    readonly Option<string?> _precision = Options.Text("--precision", "Format of weights, and of the cache where it differs: fp8, bf16, fp8/kv-bf16; default fp8 where it runs.", "format");
    readonly Option<string?> _engine = Options.Text("--engine", "Serving engine; default vllm.", "id");
    readonly Option<int?> _budget = Options.Whole("--max-batched-tokens", "Tokens of a step; default: the engine's own.", 1, 1 << 20);
    readonly Option<int?> _sequences = Options.Whole("--max-sequences", "Requests that run at once in a replica (max_num_seqs); default: the engine's own.", 1, 1 << 16);
    readonly Option<double?> _memory = Options.Checked<double?>("--memory-share", "Share of the memory that the engine takes (gpu-memory-utilization), such as 90%; default: the engine's own.", "percent", MemoryShare);
    readonly Option<int?> _longPrefill = Options.Whole("--long-prefill-tokens", "Most tokens of one prompt in a step; default: all that the step has room for.", 1, 1 << 20);
    readonly Option<AdmissionRule?> _admission = Options.Choice<AdmissionRule>("--admission", "Scheduling: recompute (vLLM), priority (vLLM's PRIORITY), no-evict (TensorRT-LLM), retract (SGLang). Default: the engine's.");
    readonly Option<string?> _workload = Options.Text("--workload", "Preset, lengths such as 1024x128, workload file or trace; default azure-conversation-2023.", "name");
    readonly Option<string?> _columns = Options.Columns();
    readonly Option<int?> _replicas = Options.Whole("--replicas", "Equal replicas; default 1.", 1, 100_000);
    readonly Option<Router?> _router = Options.Choice<Router>("--router", "Who gets an arrival: random, round-robin, join-shortest-queue, power-of-two, least-kv or prefix-affinity; default random.");
    readonly Option<double?> _signalAge = Options.Duration("--signal-age", "How old the router's view of the replicas gets before it is renewed; default: no delay.");
    readonly Option<double?> _timeout = Options.Duration("--timeout", "A request that is not finished so long after its arrival leaves, and has missed the limits; default: none leaves.");
    readonly Option<int?> _queueLimit = Options.Whole("--queue-limit", "An arrival that finds so many waiting at its replica is rejected, and has missed the limits; default: none is.");
    readonly Option<string?> _classes = Options.Text("--classes", "Request classes, each with workload, share, priority and limits of its own (YAML).", "file");
    readonly Option<bool> _cache = new("--prefix-cache") { Description = "Simulate the prefix cache: blocks stay until they are evicted. Always where it is known what prompts share, and under SGLang's policy." };
    readonly Option<double?> _hostCache = Options.Positive("--host-cache-gib", "Host memory for evicted blocks, GiB per accelerator; default none.", "GiB per accelerator");
    readonly Option<double?> _remoteCache = Options.Positive("--remote-cache-gib", "Remote store for blocks that leave the host's memory, GiB per accelerator; default none.", "GiB per accelerator");
    readonly Option<double?> _remoteRate = Options.Positive("--remote-gb-per-second", "Rate at which blocks come back from the remote store, GB/s per accelerator; default 12.5.", "GB/s per accelerator");
    readonly Option<double?> _network = Options.DurationOrZero("--network", "Round trip between client and pool, part of TTFT and end to end; default none.");
    readonly Option<int?> _requests = Options.Whole("--requests", $"Requests counted, over all seeds; default {DefaultRequests:N0}. Those that warm up come on top.", 1, SimulationQuestion.MostRequests);
    readonly Option<int?> _seeds = Options.Whole("--seeds", "Independent repetitions behind the confidence intervals; default 8, or as many as more --requests need.", 2, 10_000);
    readonly Option<int?> _seed = Options.Whole("--seed", "Seed of the whole run; default 1.", 0);
    readonly Option<double?> _ttft = Options.Duration("--ttft", "Limit on the time to the first token.");
    readonly Option<double?> _tpot = Options.Duration("--tpot", "Limit on the time per output token.");
    readonly Option<double?> _percentile = Options.Percentile("--percentile", "Share of requests that must keep the limits, in percent; default 95.");
    readonly Option<double?> _confidence = Options.Percentile("--confidence", "Confidence of the intervals, in percent; default 95.");
    readonly Option<string?> _coefficients = Options.Coefficients();
    readonly Option<string?> _catalog = CatalogCommand.Overlay();

    public const int DefaultRequests = 16_000;

    const double DefaultPercentile = 0.95;

    public SimulationOptions() => _workload.CompletionSources.Add(_ => WorkloadLibrary.PresetNames.Select(n => new System.CommandLine.Completions.CompletionItem(n)));

    static double? MemoryShare(string text) => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is >= 1 and <= 100
        ? percent / 100
        : throw new InputException($"--memory-share '{text}': must be a percentage from 1% to 100%, for example 90%");

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _model, _accelerator, _layout, _precision, _engine, _budget, _sequences, _memory, _longPrefill, _admission, _workload, _columns, _replicas, _router, _requests, _seeds, _seed, _ttft, _tpot, _percentile, _confidence, _coefficients, _catalog,
            _signalAge, _timeout, _queueLimit, _classes, _cache, _hostCache, _remoteCache, _remoteRate, _network,
        ];
        foreach (Option option in all) command.Options.Add(option);
    }

    public double Percentile(ParseResult result) => result.GetValue(_percentile) ?? DefaultPercentile;

    /// <summary>Whether the layout was asked for.</summary>
    public bool HasLayout(ParseResult result) => result.GetValue(_layout) is not null;

    /// <summary>Columns of the trace that the workload or the replay is; null where their names are usual.</summary>
    public TraceColumns? Columns(ParseResult result) => result.GetValue(_columns) is { } text ? TraceColumns.Parse(text) : null;

    public CoefficientSet Coefficients(ParseResult result) => CoefficientFiles.LoadOrShipped(result.GetValue(_coefficients));

    /// <summary>The question of an open load.</summary>
    public (SimulationQuestion Question, IReadOnlyList<string> Notes) Question(ParseResult result, double requestsPerSecond, int defaultRequests = DefaultRequests) =>
        Question(result, new ServingLoad.Open(), requestsPerSecond, null, null, defaultRequests);

    /// <summary>The question of a load.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="load">What makes requests arrive.</param>
    /// <param name="requestsPerSecond">Its rate, or what stands for it.</param>
    /// <param name="counted">Requests that the load counts; null where the command line says.</param>
    /// <param name="trace">Where the lengths come from, instead of the workload; null for the workload.</param>
    /// <param name="defaultRequests">Counted where nobody says.</param>
    public (SimulationQuestion Question, IReadOnlyList<string> Notes) Question(
        ParseResult result, ServingLoad load, double requestsPerSecond, int? counted, string? trace, int defaultRequests = DefaultRequests)
    {
        if (trace is not null && result.GetValue(_workload) is { } other) throw new InputException($"--workload {other}: a replay brings its own lengths; leave it out");
        if (counted is not null && result.GetValue(_requests) is { } asked) throw new InputException($"--requests {asked}: a replay counts every request of the trace; leave it out");
        if (load is ServingLoad.Stages && result.GetValue(_requests) is { } wanted) throw new InputException($"--requests {wanted}: stages count all that arrives in them; leave it out, or make them longer");
        if (load is ServingLoad.Replay && result.GetValue(_seeds) is { } runs) throw new InputException($"--seeds {runs}: a replay is one run; leave it out");
        if (load is ServingLoad.Closed && result.GetValue(_router) is { } router) throw new InputException($"--router {Choices.Name(router)}: users of a closed loop stay with their replica; leave it out");
        if (load is ServingLoad.Replay && result.GetValue(_confidence) is not null) throw new InputException("--confidence: a replay is one run without intervals; leave it out");
        IReadOnlyList<RequestClass> classes = result.GetValue(_classes) is { } file ? Data.Scenarios.RequestClassFiles.Load(file) : [];
        if (classes.Count > 0 && trace is not null) throw new InputException("--classes: a replay brings its own requests; give --rate, --stages or --concurrency");
        if (classes.Count > 0 && result.GetValue(_workload) is { } beside) throw new InputException($"--workload {beside}: the classes bring their own; leave it out");
        if (classes.Count > 0 && (result.GetValue(_ttft) ?? result.GetValue(_tpot)) is not null) throw new InputException("--classes: the classes bring their own limits; leave --ttft and --tpot out");
        if (load is ServingLoad.Closed && result.GetValue(_queueLimit) is { } limit) throw new InputException($"--queue-limit {limit}: users of a closed loop send the next request at once; use --rate or leave it out");
        NamedDeployment named = NamedDeployment.Of(new(
            result.GetValue(_model), result.GetValue(_accelerator), result.GetValue(_layout), result.GetValue(_precision), result.GetValue(_engine), new(result.GetValue(_budget), result.GetValue(_sequences), result.GetValue(_memory)), trace ?? result.GetValue(_workload),
            result.GetValue(_catalog), result.GetValue(_coefficients), Columns(result), classes));
        int requests = counted ?? result.GetValue(_requests) ?? defaultRequests;
        int seeds = load is ServingLoad.Replay ? 1 : result.GetValue(_seeds) ?? Math.Max(Math.Clamp(requests, 2, 8), SimulationQuestion.FewestSeeds(requests));
        SimulationQuestion question = new SimulationQuestion
        {
            Plan = named.Plan,
            Workload = named.Workload,
            Load = load,
            Classes = classes,
            RequestsPerSecond = requestsPerSecond,
            Requests = requests,
            Seeds = seeds,
            Confidence = result.GetValue(_confidence) ?? Estimate.DefaultConfidence,
            Seed = (uint)(result.GetValue(_seed) ?? 1),
            Replicas = result.GetValue(_replicas) ?? 1,
            Router = result.GetValue(_router) ?? Router.Random,
            SignalAgeSeconds = result.GetValue(_signalAge) ?? 0,
            Admission = result.GetValue(_admission) ?? AdmissionRules.Of(named.Plan.Deployment.Engine),
            LongPrefillTokens = result.GetValue(_longPrefill) ?? 0,
            TtftSeconds = result.GetValue(_ttft),
            TpotSeconds = result.GetValue(_tpot),
            TimeoutSeconds = result.GetValue(_timeout),
            MaxWaiting = result.GetValue(_queueLimit),
            Cache = Cache(result) ?? (SharesPrefixes(load, classes, named.Workload) ? new PrefixCache() : null),
            NetworkSeconds = result.GetValue(_network) ?? 0,
        }.Checked();
        return (question, [.. named.Notes, .. SimulationNotes.Of(question, result.GetValue(_signalAge) is not null)]);
    }

    // Engines cache prefixes by default; where nothing is known of what prompts share, the workload's cached tokens stand for it.
    static bool SharesPrefixes(ServingLoad load, IReadOnlyList<RequestClass> classes, Workload workload) =>
        load is ServingLoad.Replay { Requests: [{ Parts: not null }, ..] } || (classes.Count > 0 ? classes.Any(c => c.Workload.Sharing is not null) : workload.Sharing is not null);

    PrefixCache? Cache(ParseResult result)
    {
        const double gib = 1L << 30;
        (double? host, double? remote, double? rate) = (result.GetValue(_hostCache), result.GetValue(_remoteCache), result.GetValue(_remoteRate));
        if (rate is not null && remote is null) throw new InputException("--remote-gb-per-second needs --remote-cache-gib: say how much the remote store holds");
        if (host is null && remote is null && !result.GetValue(_cache)) return null;
        return new(gib * (host ?? 0), gib * (remote ?? 0), 1e9 * rate ?? PrefixCache.DefaultRemoteBytesPerSecond);
    }
}
