using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>The host's memory of one replica: pointers into pinned tables, gaps between tokens counted at once.</summary>
/// <param name="words">State words, 0 at the start.</param>
/// <param name="requests">In order of arrival.</param>
/// <param name="gaps">Receives the seconds between tokens.</param>
/// <param name="parts">Of all prompts, one after the other; null without a prefix cache.</param>
/// <param name="firstParts">Where each request's parts begin, and where the last one's end.</param>
public readonly unsafe struct HostServingMemory(int* words, ServingRequest* requests, LogHistogram gaps, PrefixPart* parts = null, int* firstParts = null) : IServingMemory
{
    readonly PrefixPart* _parts = parts;
    readonly int* _firstParts = firstParts;
    readonly int* _words = words;
    readonly ServingRequest* _requests = requests;
    readonly LogHistogram _gaps = gaps;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Word(int index) => _words[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int index, int value) => _words[index] = value;

    public long ArrivalMicroseconds(int request) => _requests[request].ArrivalMicroseconds;

    public void SetArrival(int request, long microseconds) => _requests[request].ArrivalMicroseconds = microseconds;

    public int PromptTokens(int request) => _requests[request].PromptTokens;

    public int OutputTokens(int request) => _requests[request].OutputTokens;

    public int CachedTokens(int request) => _requests[request].CachedTokens;

    public int Level(int request) => _requests[request].Level;

    public int Generated(int request) => _requests[request].Generated;

    public int Link(int request) => _requests[request].Link;

    public void SetLink(int request, int link) => _requests[request].Link = link;

    public void SetPreempted(int request, int generated, int link)
    {
        _requests[request].Generated = generated;
        _requests[request].Link = link;
    }

    public bool IsAdmitted(int request) => _requests[request].AdmittedMicroseconds >= 0;

    public void SetAdmitted(int request, long microseconds) => _requests[request].AdmittedMicroseconds = microseconds;

    public void SetFirstToken(int request, long microseconds) => _requests[request].FirstTokenMicroseconds = microseconds;

    public long LastToken(int request) => _requests[request].LastTokenMicroseconds;

    public void SetLastToken(int request, long microseconds) => _requests[request].LastTokenMicroseconds = microseconds;

    public void SetFinished(int request, long microseconds) => _requests[request].FinishedMicroseconds = microseconds;

    public void SetLeft(int request, long microseconds, bool timedOut) => _requests[request].Leave(microseconds, timedOut);

    public bool IsDone(int request) => _requests[request].FinishedMicroseconds != -1;

    public void CountTokens(long gapMicroseconds, long tokens) => _gaps.AddToBin(TokenGaps.FirstBin + TokenGaps.Bin(gapMicroseconds), tokens);

    public int Parts(int request) => _firstParts[request + 1] - _firstParts[request];

    public int PartUnit(int request, int part) => _parts[_firstParts[request] + part].Unit;

    public int PartEnd(int request, int part) => _parts[_firstParts[request] + part].EndTokens;
}
