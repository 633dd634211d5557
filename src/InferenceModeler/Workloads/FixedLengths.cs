namespace InferenceModeler.Workloads;

/// <summary>Every request has the same lengths.</summary>
public sealed record FixedLengths : LengthDistribution
{
    readonly RequestShape _shape;

    public FixedLengths(RequestShape shape)
    {
        _shape = EmpiricalLengths.Checked(shape);
        Table = [new WeightedShape(shape, 1)];
    }

    public override IReadOnlyList<WeightedShape> Table { get; }

    public override RequestShape Sample(uint seed, uint stream, uint draw) => _shape;
}
