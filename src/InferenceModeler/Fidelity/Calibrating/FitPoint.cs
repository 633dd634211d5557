using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>One measured figure as a fit sees it: its prediction as a function of the logarithms of all entries of a coefficient set.</summary>
sealed class FitPoint(MeasuredPoint point, PointPlan plan, CoefficientSet entries, double weight)
{
    readonly BenchmarkStart _start = entries.StartOf(plan.Plan.Deployment.Engine.Id);
    readonly FigureSlopes _slopes = new(point, plan, entries.StartOf(plan.Plan.Deployment.Engine.Id));
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

    /// <summary>Residual and its exact derivative by each held entry that may move (whose deviation is not 0). Factors multiply, so all entries of a coefficient share one derivative.</summary>
    public bool TryDerivatives(double[] logs, ReadOnlySpan<double> deviations, Span<double> slopes, out double residual)
    {
        double[] free = Products(logs), values = Limited(free);
        if (!TryAt(values, out residual)) return false;
        Span<int> moving = stackalloc int[values.Length], place = stackalloc int[values.Length];
        place.Fill(-1);
        int count = 0;
        for (int i = 0; i < _holding.Length; i++)
        {
            int coefficient = (int)entries.Entries[_holding[i]].Coefficient;
            // At its limit a coefficient no longer moves with its factors, nor where it is switched off.
            if (deviations[_holding[i]] == 0 || place[coefficient] >= 0 || values[coefficient] == 0 || values[coefficient] < free[coefficient]) continue;
            place[coefficient] = count;
            moving[count++] = coefficient;
        }
        Span<double> byCoefficient = stackalloc double[count];
        _slopes.Write([.. values.Select(v => (float)v)], moving[..count], byCoefficient);
        for (int i = 0; i < _holding.Length; i++)
        {
            int at = deviations[_holding[i]] == 0 ? -1 : place[(int)entries.Entries[_holding[i]].Coefficient];
            slopes[i] = at < 0 ? 0 : byCoefficient[at];
        }
        return true;
    }

    double[] Values(double[] logs) => Limited(Products(logs));

    double[] Products(double[] logs)
    {
        double[] values = new double[Coefficients<Precise>.Count];
        foreach (int entry in _holding) values[(int)entries.Entries[entry].Coefficient] += logs[entry];
        for (int i = 0; i < values.Length; i++) values[i] = values[i] < ZeroLog ? 0 : Math.Exp(values[i]);
        return values;
    }

    static double[] Limited(double[] values) => [.. values.Select((v, i) => CoefficientSet.Limit((Coefficient)i, v))];

    bool TryAt(double[] values, out double residual)
    {
        PlannedDeployment with = plan.Plan.With(CoefficientSet.Values(values));
        double predicted = Forecast.Of(point, plan with { Plan = with }, _start, out _);
        residual = Math.Log(predicted / point.Value);
        return double.IsFinite(residual);
    }
}
