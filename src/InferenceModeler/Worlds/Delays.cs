using System.Runtime.CompilerServices;
using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>A delay as the share of each of the first quarters of delay that has passed: between whole quarters, a value is interpolated.</summary>
readonly struct Delays<T> where T : struct, IReal<T>
{
    readonly T _first, _second, _third, _fourth;

    /// <param name="quarters">At least 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Delays(T quarters)
    {
        T zero = T.Of(0f), one = T.Of(1f);
        _first = T.Min(one, quarters);
        _second = T.Min(one, T.Max(zero, quarters - one));
        _third = T.Min(one, T.Max(zero, quarters - T.Of(2f)));
        _fourth = T.Min(one, T.Max(zero, quarters - T.Of(3f)));
    }

    /// <summary>The value in time at <paramref name="field"/>, with the changes of the fields behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Of<TMemory>(ref TMemory memory, int row, int field) where TMemory : struct, IMemory<T> =>
        memory.Row(row, field) + _first * memory.Row(row, field + 1) + _second * memory.Row(row, field + 2)
        + _third * memory.Row(row, field + 3) + _fourth * memory.Row(row, field + 4);
}
