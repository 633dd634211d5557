using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>What the queues of a pool did between two moments. A queue's last step may reach beyond a moment: that part of it counts behind it.</summary>
/// <param name="queues">Advanced to the first moment.</param>
/// <param name="rules">Of each queue.</param>
/// <param name="fromMicroseconds">The first moment.</param>
sealed class PoolWindow(PoolScheduler[] queues, ServingRules rules, long fromMicroseconds)
{
    readonly ServingState[] _before = [.. queues.Select(q => q.State)];

    /// <param name="figures">Gets the means of the window, which ends now.</param>
    /// <param name="untilMicroseconds">Now.</param>
    /// <param name="waiting">Requests that waited at moments of the window.</param>
    public void Close(SeedFigures figures, long untilMicroseconds, double[] waiting)
    {
        double microseconds = figures.SpanSeconds * 1e6 * queues.Length;
        Work work = Worked(untilMicroseconds);
        long preemptions = 0, arrived = 0;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            ref readonly ServingState then = ref _before[i];
            preemptions += now.Preemptions - then.Preemptions;
            arrived += now.Arrived - then.Arrived;
            figures.LookedUpTokens += now.LookedUpTokens - then.LookedUpTokens;
            figures.DeviceHitTokens += now.DeviceHitTokens - then.DeviceHitTokens;
            figures.HostHitTokens += now.HostHitTokens - then.HostHitTokens;
            figures.RemoteHitTokens += now.RemoteHitTokens - then.RemoteHitTokens;
        }
        figures.Utilisation = Math.Min(work.BusyMicroseconds / microseconds, 1);
        figures.DecodeSequences = work.DecodeArea / microseconds * queues.Length;
        figures.KvOccupancy = KvOccupancy(work.BlockArea, microseconds);
        figures.Preemptions = preemptions;
        figures.MeanStepSeconds = work.MeanStepSeconds;
        figures.ArrivedPerSecond = arrived / figures.SpanSeconds;
        figures.FinishedPerBusySecond = work.BusyMicroseconds > 0 ? work.Finished / (work.BusyMicroseconds * ServingRequest.SecondsPerMicrosecond) * queues.Length : 0;
        figures.WaitingAtEnd = waiting[^1];
        figures.WaitingGrowth = Growth(waiting);
    }

    /// <summary>The means of the window, which ends now.</summary>
    public TimelinePoint Point(double fromSeconds, double toSeconds, long untilMicroseconds, double powerWatts)
    {
        double microseconds = Math.Max(toSeconds - fromSeconds, 1e-6) * 1e6 * queues.Length;
        Work work = Worked(untilMicroseconds);
        return new(fromSeconds, toSeconds, work.DecodeArea / microseconds * queues.Length, queues.Sum(q => (double)q.State.Waiting), KvOccupancy(work.BlockArea, microseconds), powerWatts);
    }

    /// <summary>By the equation of the closed forms at the mean batch of the window, which ends now. The equation is concave: of longer windows more comes out.</summary>
    public double PowerWatts(long untilMicroseconds, SimulationQuestion question)
    {
        double microseconds = Math.Max(untilMicroseconds - fromMicroseconds, 1) * (double)queues.Length, context = 0, decoding = 0;
        Work work = Worked(untilMicroseconds);
        foreach (PoolScheduler queue in queues)
        {
            context += queue.State.ContextTokens;
            decoding += queue.State.Decodes;
        }
        PlannedDeployment plan = question.Plan;
        double memoryShare = 0;
        if (work.Steps > 0)
        {
            Batch<Precise> batch = new() { DecodeSequences = new(work.DecodeArea / work.BusyMicroseconds / plan.Limits.PipelineStages.Value), ContextTokens = new(decoding > 0 ? context / decoding : 0) };
            memoryShare = Math.Min(work.BusyMicroseconds / microseconds, 1) * Replica.DecodeMemoryShare(in plan.Prepared, in batch, new(work.MeanStepSeconds)).Value;
        }
        OperatingPoint<Precise> point = new() { OutputTokensPerSecond = new(1) };
        Replica.PowerAndPrice(in plan.Prepared, in plan.Limits, new Precise(work.Tokens / microseconds * 1e6), new Precise(memoryShare), ref point);
        return question.Replicas * point.PowerWatts.Value;
    }

    Work Worked(long untilMicroseconds)
    {
        Work work = default;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            ref readonly ServingState then = ref _before[i];
            double early = Math.Max(then.Now - fromMicroseconds, 0), late = Math.Max(now.Now - untilMicroseconds, 0);
            work.BusyMicroseconds += now.BusyMicroseconds - then.BusyMicroseconds + early - late;
            work.DecodeArea += now.DecodeArea - then.DecodeArea + early * then.Decodes - late * now.Decodes;
            work.BlockArea += now.BlockArea - then.BlockArea + early * (rules.KvBlocks - then.FreeBlocks) - late * (rules.KvBlocks - now.FreeBlocks);
            double earlySteps = early / Math.Max(then.StepMicroseconds, 1), lateSteps = late / Math.Max(now.StepMicroseconds, 1);
            work.Steps += now.Steps - then.Steps + earlySteps - lateSteps;
            work.Finished += now.Finished - then.Finished + earlySteps * then.StepFinished - lateSteps * now.StepFinished;
            work.Tokens += now.ComputedTokens - then.ComputedTokens + earlySteps * then.StepTokens - lateSteps * now.StepTokens;
        }
        // A step finishes requests at its end: their part of what reaches beyond is not known any more.
        work.DecodeArea = Math.Max(work.DecodeArea, 0);
        work.BlockArea = Math.Max(work.BlockArea, 0);
        return work;
    }

    struct Work
    {
        public double BusyMicroseconds, DecodeArea, BlockArea, Steps, Tokens, Finished;

        public readonly double MeanStepSeconds => Steps > 0 ? BusyMicroseconds * ServingRequest.SecondsPerMicrosecond / Steps : 0;
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
