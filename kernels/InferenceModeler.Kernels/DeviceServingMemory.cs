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

    public ref ServingRequest Request(int number) => ref _views.Requests[number * _columns + _column];

    public void CountTokens(long gapMicroseconds, long tokens) => _views.Gaps[TokenGaps.Bin(gapMicroseconds) * _columns + _column] += (int)tokens;

    public int Parts(int request) => _views.FirstParts[(request + 1) * _columns + _column] - _views.FirstParts[request * _columns + _column];

    public int PartUnit(int request, int part) => Part(request, part).Unit;

    public int PartEnd(int request, int part) => Part(request, part).EndTokens;

    ref PrefixPart Part(int request, int part) => ref _views.Parts[(_views.FirstParts[request * _columns + _column] + part) * _columns + _column];
}
