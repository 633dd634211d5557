using InferenceModeler.Cli.Output;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>What to know before a simulation's figures are believed.</summary>
static class SimulationNotes
{
    // Below, what happened to be under way when the counting began decides.
    const double FewestSteps = 10;

    /// <summary>What a question has that contradicts itself or changes nothing.</summary>
    /// <param name="question">The question.</param>
    /// <param name="agesSignals">Whether somebody asked for an age of the router's signals.</param>
    public static IEnumerable<string> Of(SimulationQuestion question, bool agesSignals)
    {
        ServingEngine engine = question.Plan.Deployment.Engine;
        if (engine.MaxBatchedTokens < engine.MaxSequences)
            yield return $"of {Format.Count(engine.MaxSequences)} requests no more than the {Format.Count(engine.MaxBatchedTokens)} tokens of a step run at once; raise --max-batched-tokens or lower --max-sequences";
        if (question.TimeoutSeconds < question.TtftSeconds)
            yield return $"requests leave after the {Format.Seconds(question.TimeoutSeconds.Value)} of --timeout, before they could miss the TTFT limit of {Format.Seconds(question.TtftSeconds.Value)}";
        if (question.NetworkSeconds >= question.TtftSeconds)
            yield return $"the network's {Format.Seconds(question.NetworkSeconds)} alone are as long as the TTFT limit of {Format.Seconds(question.TtftSeconds.Value)}";
        foreach (RequestClass c in question.Classes)
        {
            if (question.TimeoutSeconds < c.TtftSeconds)
                yield return $"requests leave after the {Format.Seconds(question.TimeoutSeconds.Value)} of --timeout, before they could miss the TTFT limit of class {c.Name}, {Format.Seconds(c.TtftSeconds.Value)}";
            if (question.NetworkSeconds >= c.TtftSeconds) yield return $"the network's {Format.Seconds(question.NetworkSeconds)} alone are as long as the TTFT limit of class {c.Name}, {Format.Seconds(c.TtftSeconds.Value)}";
        }
        if (question.Admission != AdmissionRule.Priority && question.Classes.Select(c => c.Priority).Distinct().Count() > 1)
            yield return $"the classes' priorities change nothing under {Choices.Name(question.Admission)}; give --admission priority";
        if (agesSignals && (question.Queues == 1 || question.Load is ServingLoad.Closed || question.Router is Router.Random or Router.RoundRobin))
            yield return "--signal-age changes nothing: nobody looks at the queues; it counts for routers that do, such as join-shortest-queue, and several replicas";
    }

    public static IEnumerable<string> Of(SimulationAnswer answer, double percentile)
    {
        SimulationQuestion q = answer.Question;
        if (answer.TooLong > 0)
            yield return $"{Format.Count(answer.TooLong)} of {Format.Count(answer.Requests)} requests are longer than the model's {Format.Count(q.Plan.Deployment.Model.MaxContextTokens)} tokens or than the KV memory holds, and are rejected";
        if (answer.TimedOut > 0 && answer.Finished == 0 && q.TimeoutSeconds is { } timeout) yield return $"no request is finished within the {Format.Seconds(timeout)} of --timeout";
        if (new[] { answer.Ttft, answer.Tpot, answer.EndToEnd, answer.QueueWait }.Any(latency => latency.At.Any(a => double.IsPositiveInfinity(a.Seconds.Value))))
            yield return $"–: a percentile that is among the requests not finished, which count as longer than all others; {Format.Count(answer.Finished)} of {Format.Count(answer.Requests)} are finished";
        double span = answer.Timelines.Average(line => line[^1].ToSeconds);
        string more = q.Load switch { ServingLoad.Replay => "replay a longer trace", ServingLoad.Stages => "make the stages longer", _ => "give more --requests" };
        if (q.Load is ServingLoad.Stages) yield return $"{Format.Number(answer.ArrivedPerSecond)} requests/s arrived in the stages";
        if (answer.Requests == q.Seeds) yield return $"each run counts one request only: {more}";
        else if (answer.MeanStepSeconds > 0 && span < FewestSteps * answer.MeanStepSeconds)
            yield return $"the counted requests arrive within {Format.Seconds(span)}, where a step takes {Format.Seconds(answer.MeanStepSeconds)}: {more} for what the pool does meanwhile";
        else if (answer.Verdict == ServingVerdict.Overloaded && q.Load is not ServingLoad.Closed)
            yield return $"overloaded: of {Format.Number(answer.ArrivedPerSecond)} requests/s the pool finishes {Format.Number(answer.FinishedPerBusySecond.Value)}; capacity tells what it serves within limits";
        int fewest = SimulatedCapacity.FewestRequests(percentile);
        if (q.HasLimits && answer.Requests < fewest)
            yield return $"{Format.Count(answer.Requests)} requests cannot tell {100 * percentile:0.####}% from less: {(q.Load is ServingLoad.Open or ServingLoad.Closed ? $"give at least {Format.Count(fewest)} --requests" : more)}";
        string[] largest = [.. LatencyFigures.Percentiles.Where(p => answer.Requests * (1 - p) < 1).Select(Format.Percentile)];
        if (largest.Length > 0 && answer.TooLong < answer.Requests) yield return $"{(largest.Length > 1 ? $"{largest[0]} to {largest[^1]} of {Format.Count(answer.Requests)} requests are" : $"{largest[0]} of {Format.Count(answer.Requests)} requests is")} the longest one seen{(q.Seeds > 1 && answer.Requests < LatencyFigures.FewestForTail ? ", which ends the intervals" : "")}";
    }
}
