using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>Yields a coefficient by its number: an array of resolved values, or the lanes of an item column.</summary>
public interface ICoefficientSource<T> where T : struct, IReal<T>
{
    T Get(int coefficient);
}
