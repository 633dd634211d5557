using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>A measured point with what a fit says of it.</summary>
/// <param name="Scored">The prediction, without an interval.</param>
/// <param name="Nearness">How near the rows that the fit saw were.</param>
sealed record ForeseenPoint(ScoredPoint Scored, Nearness Nearness)
{
    /// <summary>The rows that it is counted with: file and metric, and the engine for first tokens, which its settings decide.</summary>
    public string Rows => $"{Scored.Point.File} {Scored.Point.Metric}{(Scored.Point.Metric == "ttft_s" && Scored.Point.Engine.Length > 0 ? $"/{Scored.Point.Engine}" : "")}";

    /// <summary>measured / predicted.</summary>
    public double Ratio => Scored.Point.Value / Scored.Predicted;

    /// <summary>The prediction with its interval.</summary>
    public ScoredPoint Within(IReadOnlyList<ErrorSpread> spreads)
    {
        ErrorSpread? spread = Scored.Plan is { } plan ? spreads.FirstOrDefault(s => s.Holds(Scored.Point.Mode, Scored.Point.Metric, Scored.Point.Statistic, plan.Plan.Deployment, Nearness)) : null;
        return spread is null ? Scored : Scored with { Low = Scored.Predicted * spread.LowFactor, High = Scored.Predicted * spread.HighFactor };
    }

    public static ForeseenPoint Of(FitPoint p, double[] logs, Nearness nearness)
    {
        double predicted = p.TryResidual(logs, out double residual) ? p.Point.Value * Math.Exp(residual) : double.NaN;
        return new(new(p.Point, double.IsNaN(predicted) ? null : p.Plan, predicted, double.NaN, double.NaN, ""), nearness);
    }
}
