using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>A measured point with what a fit says of it.</summary>
/// <param name="Scored">The prediction, without an interval.</param>
/// <param name="Nearness">How near the rows that the fit saw were.</param>
sealed record ForeseenPoint(ScoredPoint Scored, Nearness Nearness)
{
    /// <summary>The rows that it is counted with: file and metric.</summary>
    public string Rows => $"{Scored.Point.File} {Scored.Point.Metric}";

    /// <summary>measured / predicted.</summary>
    public double Ratio => Scored.Point.Value / Scored.Predicted;

    public static ForeseenPoint Of(FitPoint p, double[] logs, Nearness nearness)
    {
        double predicted = p.TryResidual(logs, out double residual) ? p.Point.Value * Math.Exp(residual) : double.NaN;
        return new(new(p.Point, double.IsNaN(predicted) ? null : p.Plan, predicted, double.NaN, double.NaN, ""), nearness);
    }
}
