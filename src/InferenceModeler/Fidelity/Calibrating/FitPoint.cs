using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>One measured figure as a fit sees it: its prediction as a function of the logarithms of all entries of a coefficient set.</summary>
sealed class FitPoint(MeasuredPoint point, PointPlan plan, BenchmarkStart start, int[] holding, double weight)
{
    // Below this an entry's value is zero: the effect is switched off, not small.
    const double ZeroLog = -25;

    public MeasuredPoint Point => point;

    public PointPlan Plan => plan;

    /// <summary>Numbers of the entries that hold for its deployment.</summary>
    public IReadOnlyList<int> Holding => holding;

    public double Weight => weight;

    /// <summary>ln(predicted / measured); false where the closed form has no answer at these values.</summary>
    public bool TryResidual(CoefficientSet set, double[] logs, out double residual) => TryResidual(Values(set, logs), out residual);

    /// <summary>Residual and its derivative by each held entry. Factors multiply, so all entries of a coefficient share one derivative, taken by a finite difference.</summary>
    /// <remarks>Finite, because the planned deployment and its limits live in the double lane; the step leaves seven digits.</remarks>
    public bool TryDerivatives(CoefficientSet set, double[] logs, Span<double> slopes, out double residual)
    {
        const double Step = 1e-4;
        double[] values = Values(set, logs);
        if (!TryResidual(values, out residual)) return false;
        double[] byCoefficient = new double[values.Length];
        Array.Fill(byCoefficient, double.NaN);
        for (int i = 0; i < holding.Length; i++)
        {
            int coefficient = (int)set.Entries[holding[i]].Coefficient;
            if (double.IsNaN(byCoefficient[coefficient]))
            {
                double kept = values[coefficient];
                values[coefficient] = CoefficientSet.Limit((Coefficient)coefficient, kept * Math.Exp(Step));
                byCoefficient[coefficient] = kept > 0 && TryResidual(values, out double moved) ? (moved - residual) / Step : 0;
                values[coefficient] = kept;
            }
            slopes[i] = byCoefficient[coefficient];
        }
        return true;
    }

    double[] Values(CoefficientSet set, double[] logs)
    {
        double[] values = new double[Coefficients<Precise>.Count];
        foreach (int entry in holding) values[(int)set.Entries[entry].Coefficient] += logs[entry];
        for (int i = 0; i < values.Length; i++) values[i] = values[i] < ZeroLog ? 0 : CoefficientSet.Limit((Coefficient)i, Math.Exp(values[i]));
        return values;
    }

    bool TryResidual(double[] values, out double residual)
    {
        PlannedDeployment with = plan.Plan.With(CoefficientSet.Values(values));
        double predicted = Forecast.Of(point, plan with { Plan = with }, start, out _);
        residual = Math.Log(predicted / point.Value);
        return double.IsFinite(residual);
    }
}
