using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>What one repetition saw of a class of requests, or of a stage of the load.</summary>
sealed class GroupFigures
{
    public int Counted { get; private set; }

    public int Kept { get; private set; }

    /// <summary>Counted ones that were let in.</summary>
    public int Served { get; private set; }

    public int ServedWithTpot { get; private set; }

    public LogHistogram Ttft { get; } = new();

    public LogHistogram Tpot { get; } = new();

    public LogHistogram EndToEnd { get; } = new();

    public int Finished { get; private set; }

    /// <summary>Left without an answer.</summary>
    public int Dropped { get; private set; }

    /// <summary>Takes in one that is too long.</summary>
    public void AddTooLong()
    {
        Counted++;
        Dropped++;
    }

    public void Add(in ServingRequest request, double lateSeconds, bool isKept)
    {
        Counted++;
        if (isKept) Kept++;
        if (request.IsDone && request.Status != RequestStatus.Finished) Dropped++;
        if (request.Status == RequestStatus.Rejected) return;
        Served++;
        if (request.FirstTokenMicroseconds >= 0) Ttft.Add(request.TtftSeconds + lateSeconds);
        bool isFinished = request.Status == RequestStatus.Finished;
        if (isFinished)
        {
            Finished++;
            EndToEnd.Add(request.EndToEndSeconds + lateSeconds);
        }
        if (request.OutputTokens == 1) return;
        ServedWithTpot++;
        if (isFinished) Tpot.Add(request.TpotSeconds);
    }
}
