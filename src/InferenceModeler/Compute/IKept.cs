using InferenceModeler.Numerics;

namespace InferenceModeler.Compute;

/// <summary>
/// Room for what one evaluation would otherwise compute again: a cache on the host. A device thread has none (<see cref="Keeps"/> is false there) and computes
/// again, to the same bits.
/// </summary>
public interface IKept<T> where T : struct, IReal<T>
{
    /// <summary>Places that there are, where there are any.</summary>
    const int Places = 512;

    static abstract bool Keeps { get; }

    void Keep(int place, T value);

    T Kept(int place);
}

/// <summary>No room.</summary>
public readonly struct NothingKept<T> : IKept<T> where T : struct, IReal<T>
{
    public static bool Keeps => false;

    public void Keep(int place, T value)
    {
    }

    public T Kept(int place) => T.Of(0f);
}
