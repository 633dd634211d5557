namespace InferenceModeler.Serving;

/// <summary>What a simulated pool did to the counted requests. Every figure is over all seeds, with its confidence interval.</summary>
public sealed record SimulationAnswer
{
    public required SimulationQuestion Question { get; init; }
    public required int Requests { get; init; }
    public required int Finished { get; init; }
    public required int Running { get; init; }
    public required int Waiting { get; init; }

    /// <summary>Left without an answer: <see cref="TooLong"/>, <see cref="Rejected"/> and <see cref="TimedOut"/>.</summary>
    public required int Dropped { get; init; }

    /// <summary>Turned away on arrival: longer than the context, or than all of the memory.</summary>
    public required int TooLong { get; init; }

    /// <summary>Turned away on arrival: the queue was full.</summary>
    public required int Rejected { get; init; }

    public required int TimedOut { get; init; }

    /// <summary>By class of requests, or by stage of the load; empty where there are neither.</summary>
    public required IReadOnlyList<GroupAnswer> Groups { get; init; }

    /// <summary>Share of the prompt tokens that the prefix cache held: in the accelerators' memory, in the host's, in the remote store. Null without a cache.</summary>
    public required Estimate? DeviceHitRate { get; init; }

    public required Estimate? HostHitRate { get; init; }

    public required Estimate? RemoteHitRate { get; init; }

    public required ServingVerdict Verdict { get; init; }

    /// <summary>Requests per second that arrived while the counted ones did, those too long left out; of an open load its rate.</summary>
    public required double ArrivedPerSecond { get; init; }

    /// <summary>Share of the counted requests that kept every limit; unfinished and rejected ones did not.</summary>
    public required Estimate SloAttainment { get; init; }

    /// <summary>Requests per second that kept every limit.</summary>
    public required Estimate Goodput { get; init; }

    public required LatencyFigures Ttft { get; init; }
    public required LatencyFigures Tpot { get; init; }
    public required LatencyFigures Itl { get; init; }
    public required LatencyFigures EndToEnd { get; init; }
    public required LatencyFigures QueueWait { get; init; }

    /// <summary>Share of time in which a step runs.</summary>
    public required Estimate Utilisation { get; init; }

    public required Estimate KvOccupancy { get; init; }
    public required Estimate DecodeSequences { get; init; }

    /// <summary>Per thousand arrivals.</summary>
    public required Estimate PreemptionsPerThousand { get; init; }

    /// <summary>Requests per second that the pool would finish, were it busy all the time.</summary>
    public required Estimate FinishedPerBusySecond { get; init; }

    public required double MeanStepSeconds { get; init; }

    /// <summary>Requests by which the queue grew while the counted ones arrived.</summary>
    public required Estimate WaitingGrowth { get; init; }

    public required Estimate WaitingAtEnd { get; init; }

    /// <summary>Of all accelerators of the pool, mean while the counted requests arrive.</summary>
    public required Estimate PowerWatts { get; init; }

    /// <summary>Each seed's counted span in equal stretches.</summary>
    public required IReadOnlyList<IReadOnlyList<TimelinePoint>> Timelines { get; init; }

    /// <summary>That of the first seed.</summary>
    public IReadOnlyList<TimelinePoint> Timeline => Timelines[0];

    public required long Steps { get; init; }

    /// <summary>How often the step time was evaluated.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Finished requests, those of the warm-up included.</summary>
    public required long SimulatedRequests { get; init; }

    /// <summary>Whether so large a share of the requests kept the limits; of classes in each class, for one that never keeps its own is hidden among the others.</summary>
    public bool Keeps(double percentile) => Question.Classes.Count > 0 ? Groups.All(g => g.Requests == 0 || g.SloAttainment.Value >= percentile) : SloAttainment.Value >= percentile;

    internal static SimulationAnswer Of(SimulationQuestion question, IReadOnlyList<SeedFigures> seeds)
    {
        if (seeds.All(s => s.Counted == 0)) throw new InputException("no request arrives in the stages: make them longer or their rates higher");
        int requests = seeds.Sum(s => s.Counted);
        Estimate At(double confidence, Func<SeedFigures, double> figure) => Estimate.Mean([.. seeds.Select(figure)], confidence);
        Estimate Mean(Func<SeedFigures, double> figure) => At(question.Confidence, figure);
        // A single run has no other seeds: its interval is that of the line through its samples.
        Estimate Growth(double confidence) => seeds.Count == 1 ? seeds[0].WaitingGrowth : At(confidence, s => s.WaitingGrowth.Value);
        Estimate Finished(double confidence) => Estimate.Mean([.. seeds.Where(s => s.Utilisation > 0).Select(s => s.FinishedPerBusySecond).DefaultIfEmpty(0)], confidence);
        Estimate atEnd = Mean(s => s.WaitingAtEnd), arrived = Mean(s => s.ArrivedPerSecond);
        // What arrives at an open load is known, however few are counted.
        bool isOpen = question.Load is ServingLoad.Open;
        double arrivedPerSecond = isOpen ? question.RequestsPerSecond * (1 - seeds.Sum(s => s.TooLong) / (double)requests) : arrived.Value;
        Estimate? HitRate(Func<SeedFigures, long> tokens) => seeds.All(s => s.LookedUpTokens == 0) ? null : Mean(s => tokens(s) / (double)Math.Max(s.LookedUpTokens, 1));
        return new()
        {
            Question = question,
            Requests = requests,
            Finished = seeds.Sum(s => s.Finished),
            Running = seeds.Sum(s => s.Running),
            Waiting = seeds.Sum(s => s.Waiting),
            Dropped = seeds.Sum(s => s.Dropped),
            TooLong = seeds.Sum(s => s.TooLong),
            Rejected = seeds.Sum(s => s.Rejected),
            TimedOut = seeds.Sum(s => s.TimedOut),
            Groups = GroupAnswer.Of(question, seeds),
            DeviceHitRate = HitRate(s => s.DeviceHitTokens),
            HostHitRate = HitRate(s => s.HostHitTokens),
            RemoteHitRate = HitRate(s => s.RemoteHitTokens),
            Verdict = ServingVerdicts.Of(Growth(Estimate.DefaultConfidence), atEnd.Value, question.Load is ServingLoad.Closed ? arrived.Value : question.RequestsPerSecond, arrivedPerSecond, seeds.Sum(s => (long)s.Lost), Finished(Estimate.DefaultConfidence)),
            ArrivedPerSecond = arrivedPerSecond,
            SloAttainment = Estimate.Of((double)seeds.Sum(s => s.Kept) / requests, [.. seeds.Where(s => s.Counted > 0).Select(s => (double)s.Kept / s.Counted)], question.Confidence).Within(0, 1),
            Goodput = Mean(s => s.GoodputOf(question, s.Kept)).Within(0, double.PositiveInfinity),
            Ttft = LatencyFigures.Of(seeds, s => s.Ttft, s => s.Served, question.Confidence),
            Tpot = LatencyFigures.Of(seeds, s => s.Tpot, s => s.ServedWithTpot, question.Confidence),
            Itl = LatencyFigures.Of(seeds, s => s.Gaps, s => s.Gaps.Count, question.Confidence),
            EndToEnd = LatencyFigures.Of(seeds, s => s.EndToEnd, s => s.Served, question.Confidence),
            QueueWait = LatencyFigures.Of(seeds, s => s.QueueWait, s => s.Served, question.Confidence),
            Utilisation = Mean(s => s.Utilisation).Within(0, 1),
            KvOccupancy = Mean(s => s.KvOccupancy).Within(0, 1),
            DecodeSequences = Mean(s => s.DecodeSequences).Within(0, double.PositiveInfinity),
            PreemptionsPerThousand = Mean(s => 1000 * s.Preemptions / Math.Max(s.ArrivedPerSecond * s.SpanSeconds, 1)).Within(0, double.PositiveInfinity),
            FinishedPerBusySecond = Finished(question.Confidence),
            MeanStepSeconds = seeds.Average(s => s.MeanStepSeconds),
            WaitingGrowth = Growth(question.Confidence),
            WaitingAtEnd = atEnd.Within(0, double.PositiveInfinity),
            PowerWatts = Mean(s => s.Timeline.Sum(p => p.PowerWatts * (p.ToSeconds - p.FromSeconds)) / s.Timeline.Sum(p => p.ToSeconds - p.FromSeconds)).Within(0, double.PositiveInfinity),
            Timelines = [.. seeds.Select(s => s.Timeline)],
            Steps = seeds.Sum(s => s.Steps),
            Evaluations = seeds.Sum(s => s.Evaluations),
            SimulatedRequests = seeds.Sum(s => s.SimulatedRequests),
        };
    }
}
