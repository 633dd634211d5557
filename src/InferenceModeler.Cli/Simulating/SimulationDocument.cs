using InferenceModeler.Cli.Output;
using InferenceModeler.Compute;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>The JSON answer of <c>simulate</c>. Only <c>run</c> may differ between two runs of the same question.</summary>
static class SimulationDocument
{
    public static object Of(SimulationAnswer answer, double percentile, IReadOnlyList<string> notes, double seconds, ComputeDevice device)
    {
        SimulationQuestion q = answer.Question;
        return new
        {
            run = new { device = device.Kind, seconds, threads = Environment.ProcessorCount, requestsPerSecond = answer.SimulatedRequests / seconds, stepsPerSecond = answer.Steps / seconds },
            model = q.Plan.Deployment.Model.Id,
            deployment = q.Plan.Deployment.ToString(),
            layout = q.Plan.Deployment.Layout.ToString(),
            replicas = q.Replicas,
            router = q.Router,
            admission = q.Admission,
            workload = SimulationTables.Traffic(q),
            requestsPerSecond = q.Load is ServingLoad.Closed ? (double?)null : q.RequestsPerSecond,
            arrivedPerSecond = answer.ArrivedPerSecond,
            concurrency = (q.Load as ServingLoad.Closed)?.Users,
            seeds = q.Seeds,
            seed = q.Seed,
            confidence = q.Confidence,
            limits = new { ttftSeconds = q.TtftSeconds, tpotSeconds = q.TpotSeconds, percentile },
            notes,
            requests = answer.Requests,
            finished = answer.Finished,
            running = answer.Running,
            waiting = answer.Waiting,
            dropped = answer.Dropped,
            tooLong = answer.TooLong,
            rejected = answer.Rejected,
            timedOut = answer.TimedOut,
            verdict = answer.Verdict,
            sloAttainment = answer.SloAttainment,
            goodput = answer.Goodput,
            ttftSeconds = Latency(answer.Ttft),
            tpotSeconds = Latency(answer.Tpot),
            itlSeconds = Latency(answer.Itl),
            e2eSeconds = Latency(answer.EndToEnd),
            queueWaitSeconds = Latency(answer.QueueWait),
            utilisation = answer.Utilisation,
            kvOccupancy = answer.KvOccupancy,
            decodeSequences = answer.DecodeSequences,
            preemptionsPerThousandRequests = answer.PreemptionsPerThousand,
            queueGrowthRequests = answer.WaitingGrowth,
            queueAtEndRequests = answer.WaitingAtEnd,
            powerWatts = answer.PowerWatts,
            timeline = answer.Timeline,
            prefixHitRate = answer.DeviceHitRate is null ? null : new { device = answer.DeviceHitRate, host = answer.HostHitRate, remote = answer.RemoteHitRate },
            groups = answer.Groups.Select(Group),
            steps = answer.Steps,
            percentileRelativeError = Numerics.LogHistogram.RelativeError,
        };
    }

    /// <summary>A class of requests, or a stage.</summary>
    public static object Group(GroupAnswer group) => new
    {
        name = group.Name,
        share = group.Class?.Share,
        priority = group.Class?.Priority,
        limits = group.Class is { } own ? new { ttftSeconds = own.TtftSeconds, tpotSeconds = own.TpotSeconds } : null,
        requests = group.Requests,
        finished = group.Finished,
        dropped = group.Dropped,
        sloAttainment = group.SloAttainment,
        goodput = group.Goodput,
        ttftSeconds = Latency(group.Ttft),
        tpotSeconds = Latency(group.Tpot),
        e2eSeconds = Latency(group.EndToEnd),
    };

    static Dictionary<string, Estimate> Latency(LatencyFigures figures) => figures.At.ToDictionary(a => Format.Percentile(a.Percentile), a => a.Seconds);
}
