using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Serving;

/// <summary>The host's memory of one replica: pointers into pinned tables, gaps between tokens counted at once.</summary>
/// <param name="words">State words, 0 at the start.</param>
/// <param name="requests">In order of arrival.</param>
/// <param name="gaps">Receives the seconds between tokens.</param>
public readonly unsafe struct HostServingMemory(int* words, ServingRequest* requests, LogHistogram gaps) : IServingMemory
{
    readonly int* _words = words;
    readonly ServingRequest* _requests = requests;
    readonly LogHistogram _gaps = gaps;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Word(int index) => _words[index];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int index, int value) => _words[index] = value;

    public long ArrivalMicroseconds(int request) => _requests[request].ArrivalMicroseconds;

    public int PromptTokens(int request) => _requests[request].PromptTokens;

    public int OutputTokens(int request) => _requests[request].OutputTokens;

    public int CachedTokens(int request) => _requests[request].CachedTokens;

    public int Generated(int request) => _requests[request].Generated;

    public int Link(int request) => _requests[request].Link;

    public void SetPreempted(int request, int generated, int link)
    {
        _requests[request].Generated = generated;
        _requests[request].Link = link;
    }

    public void SetAdmitted(int request, long microseconds) => _requests[request].AdmittedMicroseconds = microseconds;

    public void SetFirstToken(int request, long microseconds) => _requests[request].FirstTokenMicroseconds = microseconds;

    public long LastToken(int request) => _requests[request].LastTokenMicroseconds;

    public void SetLastToken(int request, long microseconds) => _requests[request].LastTokenMicroseconds = microseconds;

    public void SetFinished(int request, long microseconds) => _requests[request].FinishedMicroseconds = microseconds;

    public void CountTokens(long gapMicroseconds, long tokens) => _gaps.Add(gapMicroseconds * ServingRequest.SecondsPerMicrosecond, tokens);
}
