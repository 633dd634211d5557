using InferenceModeler.Numerics;

namespace InferenceModeler.Compute;

/// <summary>
/// A subject to evaluate over rows × items, written once for every lane and every memory. It lives beside its equations; a compute backend knows only its
/// shape. Implementations are empty structs.
/// </summary>
public interface IBody
{
    /// <summary>Floats per row.</summary>
    static abstract int RowFields { get; }

    /// <summary>Columns of the item table.</summary>
    static abstract int ItemFields { get; }

    /// <summary>Columns written per row and item.</summary>
    static abstract int Outputs { get; }

    /// <summary>
    /// Evaluates the items <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 of one row. On the host
    /// <paramref name="count"/> is a multiple of the lane width and the row is prepared once; on a device it is 1.
    /// </summary>
    static abstract void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>;
}
