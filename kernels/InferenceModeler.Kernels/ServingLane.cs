using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>A job on the device: its present run, and the columns of the run's queues.</summary>
sealed class ServingLane(IEnumerator<SeedRun> runs)
{
    IEnumerator<long>? _stops;

    public SeedRun Run => runs.Current;

    public int FirstColumn { get; set; }

    /// <summary>Row of its deployment.</summary>
    public int Setup { get; set; }

    /// <summary>Requests of each queue that lie on the device.</summary>
    public int[] Uploaded { get; private set; } = [];

    /// <summary>Words of its columns that are its own; 0 for a new run.</summary>
    public int OwnWords { get; set; }

    /// <summary>Microseconds that the queues are to reach.</summary>
    public long Until { get; private set; }

    /// <summary>Whether the run is over and waits to be read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether there is no further run.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Goes on to the job's next run, taking in the one before.</summary>
    public void NextRun()
    {
        IsDone = !runs.MoveNext();
        if (IsDone) return;
        _stops = Run.Stops().GetEnumerator();
        Uploaded = new int[Run.Queues.Count];
        (OwnWords, IsOver) = (0, false);
    }

    /// <summary>Lets the run say how far its queues are to go.</summary>
    public void NextStop()
    {
        IsOver = !_stops!.MoveNext();
        Until = IsOver ? 0 : _stops.Current;
    }
}
