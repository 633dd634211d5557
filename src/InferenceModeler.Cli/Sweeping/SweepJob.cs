using System.Diagnostics;
using InferenceModeler.Compute;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>Computes the parts of a sweep that are not there yet, saves each, and puts what is kept together.</summary>
sealed class SweepJob(SweepSpace space, SweepSettings settings, SweepParts parts, SweepStore? store, long mostRows)
{
    readonly SweepKeeper _merged = new(space, settings);

    public SweepTally Tally { get; } = new();

    public long KeptRows => settings.Keep == SweepKeep.All ? Tally[SweepVerdict.Fits] : _merged.KeptCount;

    public double EvaluationSeconds { get; private set; }

    /// <summary>Evaluations of this run, without those of an earlier one.</summary>
    public long Evaluated { get; private set; }

    public int ResumedParts { get; private set; }

    public int FinishedParts { get; private set; }

    /// <summary>What is kept, in the order of the output; valid after <see cref="Run"/>.</summary>
    public IEnumerable<SweepPoint> Kept => settings.Keep == SweepKeep.All ? Stored() : _merged.Kept;

    public void Run(IComputeBackend backend, SweepProgress progress, CancellationToken cancellation)
    {
        SweepEvaluation evaluation = new(backend, space, settings);
        for (int index = 0; index < parts.Count; index++, FinishedParts++)
        {
            SweepPart part = parts[index];
            if (store?.Load(index) is { } saved)
            {
                if (settings.Keep != SweepKeep.All)
                    foreach (SweepPoint point in saved.Points) _merged.Offer(point);
                Count(saved.Tally);
                progress.Resumed(part.Evaluations);
                ResumedParts++;
                continue;
            }
            long started = Stopwatch.GetTimestamp();
            SweepKeeper keeper = evaluation.Run(part, progress, cancellation);
            EvaluationSeconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            Evaluated += part.Evaluations;
            progress.Done(part.Evaluations);
            store?.Save(index, keeper.Tally, [.. keeper.Kept]);
            if (settings.Keep != SweepKeep.All) _merged.Merge(keeper);
            Count(keeper.Tally);
        }
    }

    void Count(SweepTally tally)
    {
        Tally.Add(tally);
        if (KeptRows > mostRows)
            throw new InputException($"--max-rows {mostRows:N0}: more rows are kept after {(double)Tally.Total / space.Evaluations:P0} of the sweep; raise it, or keep fewer with --keep front, --keep top:K, --ttft or --tpot");
    }

    IEnumerable<SweepPoint> Stored()
    {
        for (int index = 0; index < parts.Count; index++)
        {
            SweepPoint[] points = store?.Load(index)?.Points ?? throw new IOException($"part {index} of the sweep cannot be read back; run the same command again");
            foreach (SweepPoint point in points) yield return point;
        }
    }
}
