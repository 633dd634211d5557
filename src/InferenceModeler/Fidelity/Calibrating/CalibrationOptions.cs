namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>How a calibration fits.</summary>
public sealed record CalibrationOptions
{
    public int Iterations { get; init; } = 20;

    /// <summary>Rows of one metric of one model on one accelerator, engine and format count together at most as this many: a long series of one setup tells little more than a short one.</summary>
    public double SeriesWeight { get; init; } = 10;

    /// <summary>Multiple of the usual spread of factors; less leans more on the base values.</summary>
    public double FactorWidth { get; init; } = 1;

    /// <summary>Folds of the cross-validations; 0 skips them.</summary>
    public int Folds { get; init; } = 10;
}
