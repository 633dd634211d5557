namespace InferenceModeler.Compute;

/// <summary>An output column and the values, both ends included, with which a result counts; NaN never does.</summary>
public readonly record struct Band(int Column, float Least, float Most)
{
    /// <summary>Any finite value.</summary>
    public static Band Finite(int column) => new(column, float.MinValue, float.MaxValue);
}
