namespace InferenceModeler.Serving;

/// <summary>What the queues of a pool did between two moments.</summary>
sealed class PoolWindow(ServingQueue[] queues, ServingRules rules)
{
    readonly ServingState[] _before = [.. queues.Select(q => q.State)];

    public void Close(SeedFigures figures, double[] waiting)
    {
        double microseconds = figures.SpanSeconds * 1e6 * queues.Length;
        long busy = 0, decodes = 0, blocks = 0, preemptions = 0, arrived = 0, finished = 0, steps = 0;
        for (int i = 0; i < queues.Length; i++)
        {
            ref readonly ServingState now = ref queues[i].State;
            ref readonly ServingState then = ref _before[i];
            busy += now.BusyMicroseconds - then.BusyMicroseconds;
            decodes += now.DecodeArea - then.DecodeArea;
            blocks += now.BlockArea - then.BlockArea;
            preemptions += now.Preemptions - then.Preemptions;
            arrived += now.Arrived - then.Arrived;
            finished += now.Finished - then.Finished;
            steps += now.Steps - then.Steps;
        }
        // The last step may reach beyond the window.
        figures.Utilisation = Math.Min(busy / microseconds, 1);
        figures.DecodeSequences = decodes / microseconds * queues.Length;
        figures.KvOccupancy = Math.Min(blocks / microseconds / Math.Max(rules.KvBlocks, 1), 1);
        figures.Preemptions = preemptions;
        figures.MeanStepSeconds = steps > 0 ? busy * ServingRequest.SecondsPerMicrosecond / steps : 0;
        figures.ArrivedPerSecond = arrived / figures.SpanSeconds;
        figures.FinishedPerBusySecond = busy > 0 ? finished / (busy * ServingRequest.SecondsPerMicrosecond) * queues.Length : 0;
        figures.WaitingAtEnd = waiting[^1];
        figures.WaitingGrowth = Slope(waiting) * (waiting.Length - 1);
    }

    /// <summary>Per sample, by least squares.</summary>
    static double Slope(double[] samples)
    {
        double middle = (samples.Length - 1) / 2.0, mean = samples.Average(), product = 0, square = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            product += (i - middle) * (samples[i] - mean);
            square += (i - middle) * (i - middle);
        }
        return product / square;
    }
}
