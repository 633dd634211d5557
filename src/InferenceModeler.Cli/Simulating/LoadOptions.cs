using System.CommandLine;
using InferenceModeler.Data.Traces;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The options that tell <c>simulate</c> what makes requests arrive: a rate, stages of rates, users, or a trace's own times.</summary>
sealed class LoadOptions
{
    readonly Option<double?> _rate = Options.Positive("--rate", "Requests per second of all replicas together.", "requests per second");
    readonly Option<IReadOnlyList<RateStage>?> _stages = Options.Checked<IReadOnlyList<RateStage>?>(
        "--stages", "Rates and how long each lasts, such as 5x60s,10x60s; all their arrivals count, after a warm-up at the first.", "stages", text => RateStage.Parse(text, "--stages"));
    readonly Option<int?> _concurrency = Options.Whole("--concurrency", "Closed loop: users who each send a request when the last one is answered.", 1, 1_000_000);
    readonly Option<string?> _replay = Options.Text("--replay", "A trace with its own times and lengths, from an empty pool on; every request counts.", "file");
    readonly Option<double?> _speed = Options.Positive("--replay-speed", "By how much faster than recorded a replay runs; default 1.", "times faster");

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _rate, _stages, _concurrency, _replay, _speed }) command.Options.Add(option);
    }

    /// <summary>The option that says what makes requests arrive; null where none does.</summary>
    public string? Given(ParseResult result) => result.GetValue(_rate) is not null ? _rate.Name
        : result.GetValue(_stages) is not null ? _stages.Name
        : result.GetValue(_concurrency) is not null ? _concurrency.Name
        : result.GetValue(_replay) is not null ? _replay.Name : null;

    /// <summary>Path of the trace that gives the lengths too; null without a replay.</summary>
    public string? Trace(ParseResult result) => result.GetValue(_replay);

    /// <summary>The load, the rate that stands for it, and how many requests it counts where it says so itself.</summary>
    public (ServingLoad Load, double RequestsPerSecond, int? Requests) Load(ParseResult result, TraceColumns? columns)
    {
        (double? rate, IReadOnlyList<RateStage>? stages, int? users, string? trace) = (result.GetValue(_rate), result.GetValue(_stages), result.GetValue(_concurrency), result.GetValue(_replay));
        if (new[] { rate is not null, stages is not null, users is not null, trace is not null }.Count(given => given) > 1)
            throw new InputException("give one of --rate, --stages, --concurrency and --replay, not several");
        if (result.GetValue(_speed) is { } && trace is null) throw new InputException("--replay-speed needs --replay: name the trace");
        if (stages is not null)
        {
            ServingLoad.Stages load = new(stages);
            return (load, load.MeanRequestsPerSecond, null);
        }
        if (users is { } count) return (new ServingLoad.Closed(count), count, null);
        if (trace is not null)
        {
            Trace read = TraceReader.Read(trace, columns);
            if (!read.HasTimes) throw new InputException($"--replay {trace}: has no column of times; give --workload {trace} and --rate instead");
            if (read.RunsBackwardsAt is { } place) throw new InputException($"--replay {trace}: {place}: time runs backwards; sort the trace by time");
            ServingLoad.Replay load = new(read.Requests, result.GetValue(_speed) ?? 1);
            return (load, load.MeanRequestsPerSecond, read.Requests.Count);
        }
        return (new ServingLoad.Open(), rate ?? throw new InputException("--rate is missing: say how many requests arrive per second, for example --rate 8"), null);
    }
}
