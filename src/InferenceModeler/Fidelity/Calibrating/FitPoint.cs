using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>One measured figure as a fit sees it: its prediction as a function of the logarithms of all entries of a coefficient set.</summary>
sealed class FitPoint(MeasuredPoint point, PointPlan plan, CoefficientSet entries, double weight)
{
    readonly BenchmarkStart _start = entries.StartOf(plan.Plan.Deployment.Engine.Id);
    readonly int[] _holding = [.. Enumerable.Range(0, entries.Entries.Count).Where(e => entries.Entries[e].Holds(plan.Plan.Deployment))];

    // Below this an entry's value is zero: the effect is switched off, not small.
    const double ZeroLog = -25;

    public MeasuredPoint Point => point;

    public PointPlan Plan => plan;

    /// <summary>Numbers of the entries that hold for its deployment.</summary>
    public IReadOnlyList<int> Holding => _holding;

    public double Weight => weight;

    /// <summary>The same figure as a function of another set's entries.</summary>
    public FitPoint Of(CoefficientSet others) => new(point, plan, others, weight);

    /// <summary>ln(predicted / measured); false where the closed form has no answer at these values.</summary>
    public bool TryResidual(double[] logs, out double residual) => TryAt(Values(logs), out residual);

    /// <summary>Residual and its derivative by each held entry that may move (whose deviation is not 0). Factors multiply, so all entries of a coefficient share one derivative, taken by a finite difference.</summary>
    /// <remarks>Finite, because the planned deployment and its limits live in the double lane; the step leaves seven digits.</remarks>
    public bool TryDerivatives(double[] logs, ReadOnlySpan<double> deviations, Span<double> slopes, out double residual)
    {
        const double Step = 1e-4;
        double[] values = Values(logs);
        if (!TryAt(values, out residual)) return false;
        double[] byCoefficient = new double[values.Length];
        Array.Fill(byCoefficient, double.NaN);
        for (int i = 0; i < _holding.Length; i++)
        {
            slopes[i] = 0;
            if (deviations[_holding[i]] == 0) continue;
            int coefficient = (int)entries.Entries[_holding[i]].Coefficient;
            if (double.IsNaN(byCoefficient[coefficient]))
            {
                double kept = values[coefficient];
                values[coefficient] = CoefficientSet.Limit((Coefficient)coefficient, kept * Math.Exp(Step));
                byCoefficient[coefficient] = kept > 0 && TryAt(values, out double moved) ? (moved - residual) / Step : 0;
                values[coefficient] = kept;
            }
            slopes[i] = byCoefficient[coefficient];
        }
        return true;
    }

    double[] Values(double[] logs)
    {
        double[] values = new double[Coefficients<Precise>.Count];
        foreach (int entry in _holding) values[(int)entries.Entries[entry].Coefficient] += logs[entry];
        for (int i = 0; i < values.Length; i++) values[i] = values[i] < ZeroLog ? 0 : CoefficientSet.Limit((Coefficient)i, Math.Exp(values[i]));
        return values;
    }

    bool TryAt(double[] values, out double residual)
    {
        PlannedDeployment with = plan.Plan.With(CoefficientSet.Values(values));
        double predicted = Forecast.Of(point, plan with { Plan = with }, _start, out _);
        residual = Math.Log(predicted / point.Value);
        return double.IsFinite(residual);
    }
}
