using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>What the queues of a pool did between two moments.</summary>
sealed class PoolWindow(PoolScheduler[] queues, ServingRules rules)
{
    readonly ServingState[] _before = [.. queues.Select(q => q.State)];

    public void Close(SeedFigures figures, double[] waiting)
    {
        double microseconds = figures.SpanSeconds * 1e6 * queues.Length;
        (long busy, long decodes, long blocks, long steps) = Worked();
        long preemptions = 0, arrived = 0, finished = 0;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            ref readonly ServingState then = ref _before[i];
            preemptions += now.Preemptions - then.Preemptions;
            arrived += now.Arrived - then.Arrived;
            finished += now.Finished - then.Finished;
            figures.LookedUpTokens += now.LookedUpTokens - then.LookedUpTokens;
            figures.DeviceHitTokens += now.DeviceHitTokens - then.DeviceHitTokens;
            figures.HostHitTokens += now.HostHitTokens - then.HostHitTokens;
            figures.RemoteHitTokens += now.RemoteHitTokens - then.RemoteHitTokens;
        }
        // The last step may reach beyond the window.
        figures.Utilisation = Math.Min(busy / microseconds, 1);
        figures.DecodeSequences = decodes / microseconds * queues.Length;
        figures.KvOccupancy = KvOccupancy(blocks, microseconds);
        figures.Preemptions = preemptions;
        figures.MeanStepSeconds = steps > 0 ? busy * ServingRequest.SecondsPerMicrosecond / steps : 0;
        figures.ArrivedPerSecond = arrived / figures.SpanSeconds;
        figures.FinishedPerBusySecond = busy > 0 ? finished / (busy * ServingRequest.SecondsPerMicrosecond) * queues.Length : 0;
        figures.WaitingAtEnd = waiting[^1];
        figures.WaitingGrowth = Growth(waiting);
    }

    /// <summary>The means of a stretch that ends now; power by the equation of the closed forms at the mean batch.</summary>
    public TimelinePoint Point(double fromSeconds, double toSeconds, SimulationQuestion question)
    {
        double microseconds = Math.Max(toSeconds - fromSeconds, 1e-6) * 1e6 * queues.Length;
        (double busy, double decodes, double blocks, double steps) = Worked();
        double tokens = 0, waiting = 0, context = 0, decoding = 0;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            tokens += now.ComputedTokens - _before[i].ComputedTokens;
            waiting += now.Waiting;
            context += now.ContextTokens;
            decoding += now.Decodes;
        }
        PlannedDeployment plan = question.Plan;
        double memoryShare = 0;
        if (steps > 0)
        {
            Batch<Precise> batch = new() { DecodeSequences = new(decodes / busy / plan.Limits.PipelineStages.Value), ContextTokens = new(decoding > 0 ? context / decoding : 0) };
            Precise stepSeconds = new(busy * ServingRequest.SecondsPerMicrosecond / steps);
            memoryShare = Math.Min(busy / microseconds, 1) * Replica.DecodeMemoryShare(in plan.Prepared, in batch, stepSeconds).Value;
        }
        OperatingPoint<Precise> point = new() { OutputTokensPerSecond = new(1) };
        Replica.PowerAndPrice(in plan.Prepared, in plan.Limits, new Precise(tokens / microseconds * 1e6), new Precise(memoryShare), ref point);
        return new(fromSeconds, toSeconds, decodes / microseconds * queues.Length, waiting, KvOccupancy(blocks, microseconds), question.Replicas * point.PowerWatts.Value);
    }

    (long BusyMicroseconds, long DecodeArea, long BlockArea, long Steps) Worked()
    {
        long busy = 0, decodes = 0, blocks = 0, steps = 0;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            ref readonly ServingState then = ref _before[i];
            busy += now.BusyMicroseconds - then.BusyMicroseconds;
            decodes += now.DecodeArea - then.DecodeArea;
            blocks += now.BlockArea - then.BlockArea;
            steps += now.Steps - then.Steps;
        }
        return (busy, decodes, blocks, steps);
    }

    double KvOccupancy(double blockArea, double microseconds) => Math.Min(blockArea / microseconds / Math.Max(rules.KvBlocks, 1), 1);

    /// <summary>From the first sample to the last, by least squares.</summary>
    static Estimate Growth(double[] samples)
    {
        double middle = (samples.Length - 1) / 2.0, mean = samples.Average(), product = 0, square = 0, scatter = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            product += (i - middle) * (samples[i] - mean);
            square += (i - middle) * (i - middle);
        }
        double slope = product / square;
        for (int i = 0; i < samples.Length; i++) scatter += Math.Pow(samples[i] - mean - slope * (i - middle), 2);
        int degrees = Math.Max(samples.Length - 2, 1);
        return Estimate.Of(slope * (samples.Length - 1), (samples.Length - 1) * Math.Sqrt(scatter / degrees / square), degrees);
    }
}
