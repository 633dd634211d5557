using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>What one repetition saw of a class of requests, or of a stage of the load.</summary>
sealed class GroupFigures
{
    public int Counted { get; set; }

    public int Kept { get; private set; }

    /// <summary>Counted ones that were let in.</summary>
    public int Served { get; private set; }

    public int ServedWithTpot { get; private set; }

    public LogHistogram Ttft { get; } = new();

    public LogHistogram Tpot { get; } = new();

    public void Add(in ServingRequest request, double lateSeconds, bool isKept)
    {
        Counted++;
        if (isKept) Kept++;
        if (request.Status == RequestStatus.Rejected) return;
        Served++;
        if (request.FirstTokenMicroseconds >= 0) Ttft.Add(request.TtftSeconds + lateSeconds);
        if (request.OutputTokens == 1) return;
        ServedWithTpot++;
        if (request.Status == RequestStatus.Finished) Tpot.Add(request.TpotSeconds);
    }
}
