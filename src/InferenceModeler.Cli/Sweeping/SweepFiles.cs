using InferenceModeler.Cli.Output;
using InferenceModeler.Data.Sweeps;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Cli.Sweeping;

/// <summary>The files that a sweep writes.</summary>
sealed record SweepFiles(string? Output, string? Plot, bool Overwrite, bool Resume)
{
    /// <exception cref="InputException">A name that cannot be written, or an option that needs an output.</exception>
    public void Check(SweepKeep keep)
    {
        if (Output is not null)
        {
            SweepFile.CheckName(Output);
            SweepStore.CheckOutput(Output, Overwrite);
        }
        if (Plot is not null) SweepPlot.CheckName(Plot);
        if (Output is null && keep == SweepKeep.All) throw new InputException("--keep all needs --output FILE.parquet; or keep fewer with --keep front, best or top:K");
        if (Output is null && (Overwrite || Resume)) throw new InputException($"{(Resume ? "--resume" : "--overwrite")} needs --output FILE.parquet");
    }

    /// <summary>The parts beside the output; none without an output.</summary>
    public SweepStore? Open(Session session, string sweep, int parts, string device)
    {
        if (Output is null) return null;
        SweepStore store = SweepStore.Open(Output, sweep, parts, device, Overwrite);
        if (Resume && store.Found == 0)
        {
            store.Clear();
            throw new InputException($"--resume: no interrupted sweep of these settings lies beside {Output}; leave --resume out to start one");
        }
        if (store.Found == 0) return store;
        session.Note($"resuming: {store.Found} of {Quantities.Count(parts, "part")} {(store.Found == 1 ? "was" : "were")} saved");
        if (store.OtherDevices.Count > 0)
            session.Note($"resuming: {string.Join(", ", store.OtherDevices)} computed some of them; figures of {device} may differ from those in the last places, whole numbers never");
        return store;
    }
}
