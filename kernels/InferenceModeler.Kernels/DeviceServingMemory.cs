using InferenceModeler.Serving;
using InferenceModeler.Workloads;

namespace InferenceModeler.Kernels;

/// <summary>A queue's column of the tables.</summary>
readonly struct DeviceServingMemory(ServingViews views, int columns, int column) : IServingMemory
{
    readonly ServingViews _views = views;
    readonly int _columns = columns, _column = column;

    public int Word(int index) => _views.Words[index * _columns + _column];

    public void SetWord(int index, int value) => _views.Words[index * _columns + _column] = value;

    public long ArrivalMicroseconds(int request) => Request(request).ArrivalMicroseconds;

    public void SetArrival(int request, long microseconds) => Request(request).ArrivalMicroseconds = microseconds;

    public int PromptTokens(int request) => Request(request).PromptTokens;

    public int OutputTokens(int request) => Request(request).OutputTokens;

    public int CachedTokens(int request) => Request(request).CachedTokens;

    public int Level(int request) => Request(request).Level;

    public int Generated(int request) => Request(request).Generated;

    public int Link(int request) => Request(request).Link;

    public void SetLink(int request, int link) => Request(request).Link = link;

    public void SetPreempted(int request, int generated, int link)
    {
        Request(request).Generated = generated;
        Request(request).Link = link;
    }

    public bool IsAdmitted(int request) => Request(request).AdmittedMicroseconds >= 0;

    public void SetAdmitted(int request, long microseconds) => Request(request).AdmittedMicroseconds = microseconds;

    public void SetFirstToken(int request, long microseconds) => Request(request).FirstTokenMicroseconds = microseconds;

    public long LastToken(int request) => Request(request).LastTokenMicroseconds;

    public void SetLastToken(int request, long microseconds) => Request(request).LastTokenMicroseconds = microseconds;

    public void SetFinished(int request, long microseconds) => Request(request).FinishedMicroseconds = microseconds;

    public void SetLeft(int request, long microseconds, bool timedOut) => Request(request).Leave(microseconds, timedOut);

    public bool IsDone(int request) => Request(request).FinishedMicroseconds != -1;

    public void CountTokens(long gapMicroseconds, long tokens) => _views.Gaps[TokenGaps.Bin(gapMicroseconds) * _columns + _column] += (int)tokens;

    public int Parts(int request) => _views.FirstParts[(request + 1) * _columns + _column] - _views.FirstParts[request * _columns + _column];

    public int PartUnit(int request, int part) => Part(request, part).Unit;

    public int PartEnd(int request, int part) => Part(request, part).EndTokens;

    ref ServingRequest Request(int request) => ref _views.Requests[request * _columns + _column];

    ref PrefixPart Part(int request, int part) => ref _views.Parts[(_views.FirstParts[request * _columns + _column] + part) * _columns + _column];
}
