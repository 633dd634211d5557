namespace InferenceModeler.Workloads;

/// <summary>Quantiles of a weighted set of values: straight lines between the middles of the values' shares, flat outside.</summary>
public sealed class WeightedQuantiles
{
    readonly double[] _values;
    readonly double[] _middles;

    WeightedQuantiles(double[] values, double[] middles) => (_values, _middles) = (values, middles);

    /// <param name="cells">At least one; shares sum to 1.</param>
    /// <param name="length">What to take quantiles of.</param>
    public static WeightedQuantiles Of(IReadOnlyList<WeightedShape> cells, Func<RequestShape, double> length)
    {
        double[] values = [.. cells.Select(cell => length(cell.Shape))];
        double[] middles = [.. cells.Select(cell => cell.Share)];
        Array.Sort(values, middles);
        double sum = 0;
        for (int i = 0; i < middles.Length; i++)
        {
            double share = middles[i];
            middles[i] = sum + share / 2;
            sum += share;
        }

        return new(values, middles);
    }

    /// <summary>The quantile at a probability in 0..1.</summary>
    public double At(double probability)
    {
        int found = Array.BinarySearch(_middles, probability);
        int upper = found < 0 ? ~found : found;
        if (upper == 0) return _values[0];
        if (upper == _values.Length) return _values[^1];
        double width = _middles[upper] - _middles[upper - 1];
        double along = width > 0 ? (probability - _middles[upper - 1]) / width : 1;
        return _values[upper - 1] + along * (_values[upper] - _values[upper - 1]);
    }
}
