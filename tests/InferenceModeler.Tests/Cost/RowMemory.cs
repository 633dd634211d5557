using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Cost;

/// <summary>A sweep row in any lane, one field of which may be shifted or made the variable of a derivative.</summary>
struct RowMemory<T>(float[] row, int field, Func<float, T> lift) : IMemory<T> where T : struct, IReal<T>
{
    public static bool Keeps => false;

    public readonly void Keep(int place, T value)
    {
    }

    public readonly T Kept(int place) => throw new NotSupportedException();

    public readonly T Row(int index, int at) => at == field ? lift(row[at]) : T.Of(row[at]);

    public readonly int Count(int index, int at) => (int)row[at];

    public readonly T Item(int at, int item) => throw new NotSupportedException();

    public readonly void Write(int column, int index, int item, T value) => throw new NotSupportedException();

    public static OperatingPoint<T> Evaluate<TForm>(float[] row, float[] shape, int field, Func<float, T> lift) where TForm : struct, IClosedForm
    {
        RowMemory<T> memory = new(row, field, lift);
        PreparedDeployment<T> p = PreparedDeployment<T>.Read(ref memory, 0, 0);
        ReplicaLimits<T> limits = ReplicaLimits<T>.Read(ref memory, 0, PreparedDeployment<T>.Count);
        int load = SweepRow.Fields;
        T At(int i) => load + i == field ? lift(shape[i]) : T.Of(shape[i]);
        return TForm.Evaluate(in p, in limits, At(0), At(1), At(2), At(3));
    }
}
