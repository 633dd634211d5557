using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Serving;

/// <summary>The host's memory of one replica: tables without checks of their bounds, gaps between tokens counted at once.</summary>
/// <param name="words">State words, 0 at the start.</param>
/// <param name="requests">In order of arrival.</param>
/// <param name="gaps">Receives the seconds between tokens.</param>
/// <param name="parts">Of all prompts, one after the other; none without a prefix cache.</param>
/// <param name="firstParts">Where each request's parts begin, and where the last one's end.</param>
public readonly struct HostServingMemory(int[] words, ServingRequest[] requests, LogHistogram gaps, PrefixPart[] parts, int[] firstParts) : IServingMemory
{
    readonly PrefixPart[] _parts = parts;
    readonly int[] _firstParts = firstParts;
    readonly int[] _words = words;
    readonly ServingRequest[] _requests = requests;
    readonly LogHistogram _gaps = gaps;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Word(int index) => At(_words, index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int index, int value) => At(_words, index) = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ServingRequest Request(int number) => ref At(_requests, number);

    public void CountTokens(long gapMicroseconds, long tokens) => _gaps.AddToBin(TokenGaps.FirstBin + TokenGaps.Bin(gapMicroseconds), tokens);

    public int Parts(int request) => _firstParts[request + 1] - _firstParts[request];

    public int PartUnit(int request, int part) => _parts[_firstParts[request] + part].Unit;

    public int PartEnd(int request, int part) => _parts[_firstParts[request] + part].EndTokens;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref T At<T>(T[] table, int index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table), (nint)(uint)index);
}
