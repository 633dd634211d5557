using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>One row in the dual lane, each field with a slope of its own, so that results carry derivatives by whatever the fields vary with.</summary>
/// <param name="row">The values.</param>
/// <param name="slope">The slope of a field.</param>
readonly struct SeededMemory<T>(float[] row, Func<int, T> slope) : IMemory<Dual<T>>, ICoefficientSource<Dual<T>> where T : struct, IReal<T>
{
    public static bool Keeps => false;

    public void Keep(int place, Dual<T> value)
    {
    }

    public Dual<T> Kept(int place) => throw new NotSupportedException("a seeded row keeps nothing");

    public Dual<T> Row(int index, int field) => new(T.Of(row[field]), slope(field));

    public Dual<T> Get(int coefficient) => Row(0, coefficient);

    public int Count(int index, int field) => (int)row[field];

    public Dual<T> Item(int field, int item) => throw new NotSupportedException("a seeded row has no items");

    public void Write(int column, int index, int item, Dual<T> value) => throw new NotSupportedException("a seeded row has no outputs");
}
