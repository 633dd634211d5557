using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>The coefficients of neighbouring candidates: one item column per coefficient.</summary>
public readonly struct ItemCoefficients<T, TMemory> : ICoefficientSource<T>
    where T : struct, IReal<T>
    where TMemory : struct, IMemory<T>
{
    readonly TMemory _memory;
    readonly int _item;

    public ItemCoefficients(TMemory memory, int item)
    {
        _memory = memory;
        _item = item;
    }

    public T Get(int coefficient) => _memory.Item(coefficient, _item);
}
