namespace InferenceModeler.Cost;

/// <summary>Errors |predicted / measured − 1| of one test of a fit on one figure of one file, fractions.</summary>
/// <param name="Test"><c>in-sample</c>, or what was left out at a time.</param>
/// <param name="Rows">File and metric.</param>
/// <param name="Count">Rows predicted.</param>
/// <param name="Median">Half of them are nearer.</param>
/// <param name="P90">Nine in ten are nearer.</param>
public sealed record FitError(string Test, string Rows, int Count, double Median, double P90);
