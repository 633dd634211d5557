namespace InferenceModeler.Fleets;

/// <summary>Which of the growth rates a plan assumes.</summary>
public enum GrowthCase
{
    Low,
    Mid,
    High,
}

/// <summary>Growth per year as a fraction (0.28 is 28%), each above −1 and at most <see cref="Most"/>, low ≤ mid ≤ high.</summary>
public readonly record struct GrowthRates(double Low, double Mid, double High)
{
    /// <summary>Elevenfold in a year: beyond it a number is a slip of the pen.</summary>
    public const double Most = 10;

    public static GrowthRates None => default;

    public double Of(GrowthCase growth) => growth switch { GrowthCase.Low => Low, GrowthCase.High => High, _ => Mid };

    /// <exception cref="InputException">Out of range or out of order.</exception>
    public GrowthRates Checked(string name)
    {
        foreach (double rate in new[] { Low, Mid, High })
            if (!(rate > -1 && rate <= Most)) throw new InputException($"{name} {100 * rate:0.##}%: must be above -100% and at most {100 * Most:0}% a year");
        return Low <= Mid && Mid <= High ? this : throw new InputException($"{name}: low {100 * Low:0.##}%, mid {100 * Mid:0.##}%, high {100 * High:0.##}% must rise");
    }
}
