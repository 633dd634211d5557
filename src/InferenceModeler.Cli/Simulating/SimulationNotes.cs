using InferenceModeler.Cli.Output;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>What to know before a simulation's figures are believed.</summary>
static class SimulationNotes
{
    // Below, what happened to be under way when the counting began decides.
    const double FewestSteps = 10;

    public static IEnumerable<string> Of(SimulationAnswer answer, double percentile)
    {
        SimulationQuestion q = answer.Question;
        if (answer.TooLong > 0)
            yield return $"{Format.Count(answer.TooLong)} of {Format.Count(answer.Requests)} requests are longer than the model's {Format.Count(q.Plan.Deployment.Model.MaxContextTokens)} tokens or than the KV memory holds, and are rejected";
        if (answer.TimedOut > 0 && answer.Finished == 0 && q.TimeoutSeconds is { } timeout) yield return $"no request is finished within the {Format.Seconds(timeout)} of --timeout";
        if (new[] { answer.Ttft, answer.Tpot, answer.EndToEnd, answer.QueueWait }.Any(latency => latency.At.Any(a => double.IsPositiveInfinity(a.Seconds.Value))))
            yield return $"–: a percentile that is among the requests not finished, which count as longer than all others; {Format.Count(answer.Finished)} of {Format.Count(answer.Requests)} are finished";
        double span = answer.Timelines.Average(line => line[^1].ToSeconds);
        if (answer.Requests == q.Seeds) yield return "each run counts one request only: give more --requests";
        else if (answer.MeanStepSeconds > 0 && span < FewestSteps * answer.MeanStepSeconds)
            yield return $"the counted requests arrive within {Format.Seconds(span)}, where a step takes {Format.Seconds(answer.MeanStepSeconds)}: give more --requests for what the pool does meanwhile";
        else if (answer.Verdict == ServingVerdict.Overloaded && q.Load is not ServingLoad.Closed)
            yield return $"overloaded: of {Format.Number(q.RequestsPerSecond)} requests/s the pool finishes {Format.Number(answer.FinishedPerBusySecond.Value)}; capacity tells what it serves within limits";
        int fewest = SimulatedCapacity.FewestRequests(percentile);
        if (q.HasLimits && answer.Requests < fewest)
            yield return $"{Format.Count(answer.Requests)} requests cannot tell {100 * percentile:0.####}% from less: give at least {Format.Count(fewest)} --requests";
        string[] largest = [.. LatencyFigures.Percentiles.Where(p => answer.Requests * (1 - p) < 1).Select(Format.Percentile)];
        if (largest.Length > 0 && answer.TooLong < answer.Requests) yield return $"{(largest.Length > 1 ? $"{largest[0]} to {largest[^1]} of {Format.Count(answer.Requests)} requests are" : $"{largest[0]} of {Format.Count(answer.Requests)} requests is")} the longest one seen{(answer.Requests < LatencyFigures.FewestForTail ? ", which ends the intervals" : "")}";
    }
}
