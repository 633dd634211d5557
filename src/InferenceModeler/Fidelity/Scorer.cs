using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity;

/// <summary>Predicts measured points, each with its 90% interval, and says of each one that it cannot predict why.</summary>
public sealed class Scorer(Catalog catalog, CoefficientSet coefficients)
{
    readonly OpenLoads _loads = new();

    /// <summary>Scores all points on all cores, in their order.</summary>
    public IReadOnlyList<ScoredPoint> Score(IReadOnlyList<MeasuredPoint> points, CancellationToken cancellation = default)
    {
        ScoredPoint[] scored = new ScoredPoint[points.Count];
        Parallel.For(0, points.Count, new ParallelOptions { CancellationToken = cancellation }, i => scored[i] = Score(points[i]));
        return scored;
    }

    /// <summary>Scores one point. Never throws for what the row holds.</summary>
    public ScoredPoint Score(MeasuredPoint point)
    {
        if (point.Fault.Length > 0) return ScoredPoint.Skipped(point, point.Fault);
        try
        {
            PointPlan plan = PointPlan.Of(point, catalog, coefficients);
            if (LeastTime.Why(point, plan) is { } why) return ScoredPoint.Skipped(point, why);
            double predicted = Forecast.Of(point, plan, coefficients.StartOf(plan.Plan.Deployment.Engine.Id), _loads, out string remark);
            if (!double.IsFinite(predicted) || predicted <= 0) return ScoredPoint.Skipped(point, "the closed form has no answer here");
            ErrorSpread spread = coefficients.SpreadOf(point.Mode, point.Metric, point.Statistic, plan.Plan.Deployment);
            return new(point, plan, predicted, predicted * spread.LowFactor, predicted * spread.HighFactor, remark.Length > 0 ? $"predicted: {remark}" : "predicted");
        }
        catch (InputException exception)
        {
            return ScoredPoint.Skipped(point, exception.Message);
        }
    }
}
