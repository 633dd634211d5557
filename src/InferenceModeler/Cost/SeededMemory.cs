using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// One row and one item in the dual lane, some fields of which are varied together: each has its own value as slope, so that results carry derivatives with
/// respect to the logarithm of a common scale on them.
/// </summary>
readonly struct SeededMemory(float[] row, Func<int, bool> isVaried) : IMemory<Dual<Precise>>, ICoefficientSource<Dual<Precise>>
{
    public static bool Keeps => false;

    public void Keep(int place, Dual<Precise> value)
    {
    }

    public Dual<Precise> Kept(int place) => throw new NotSupportedException("a seeded row keeps nothing");

    public Dual<Precise> Row(int index, int field) => new(new(row[field]), new(isVaried(field) ? row[field] : 0));

    public Dual<Precise> Get(int coefficient) => Row(0, coefficient);

    public int Count(int index, int field) => (int)row[field];

    public Dual<Precise> Item(int field, int item) => throw new NotSupportedException("a seeded row has no items");

    public void Write(int column, int index, int item, Dual<Precise> value) => throw new NotSupportedException("a seeded row has no outputs");
}
