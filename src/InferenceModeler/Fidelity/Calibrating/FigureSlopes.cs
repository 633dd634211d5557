using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Exact derivatives of a predicted figure by the logarithms of its coefficients: the dual lane over the widest vector, each lane of which carries the derivative by another coefficient.</summary>
sealed class FigureSlopes
{
    readonly MeasuredPoint _point;
    readonly PointPlan _plan;
    readonly BenchmarkStart _start;
    readonly float[] _row = new float[PopulationInput.Count];

    public FigureSlopes(MeasuredPoint point, PointPlan plan, BenchmarkStart start)
    {
        (_point, _plan, _start) = (point, plan, start);
        PopulationInput.Write(plan.Plan, (float)plan.PromptTokens, (float)plan.OutputTokens, (float)plan.CachedTokens, (float)plan.Load, _row);
    }

    /// <summary>∂ ln(figure) / ∂ ln(coefficient) for each of <paramref name="moving"/>, at these values.</summary>
    public void Write(float[] values, ReadOnlySpan<int> moving, Span<double> slopes)
    {
        if (HostBackend.WidestLane == HostLane.Wide512) Write<Wide512>(values, moving, slopes);
        else Write<Wide256>(values, moving, slopes);
    }

    internal unsafe void Write<T>(float[] values, ReadOnlySpan<int> moving, Span<double> slopes) where T : struct, IReal<T>
    {
        T zero = T.Of(0f);
        SeededMemory<T> fixedRow = new(_row, _ => zero);
        StepFacts<Dual<T>> facts = StepFacts<Dual<T>>.Read(ref fixedRow, 0, PopulationInput.Facts);
        Machine<Dual<T>> machine = Machine<Dual<T>>.Read(ref fixedRow, 0, PopulationInput.Machine);
        ReplicaLimits<Dual<T>> limits = ReplicaLimits<Dual<T>>.Read(ref fixedRow, 0, PopulationInput.Limits);
        float* figure = stackalloc float[T.Lanes];
        T[] seeds = new T[values.Length];
        for (int first = 0; first < moving.Length; first += T.Lanes)
        {
            ReadOnlySpan<int> together = moving[first..Math.Min(first + T.Lanes, moving.Length)];
            Array.Fill(seeds, zero);
            for (int lane = 0; lane < together.Length; lane++)
            {
                new Span<float>(figure, T.Lanes).Clear();
                figure[lane] = values[together[lane]];
                seeds[together[lane]] = T.Load(figure);
            }
            SeededMemory<T> seeded = new(values, coefficient => seeds[coefficient]);
            Coefficients<Dual<T>> coefficients = Coefficients<Dual<T>>.From(ref seeded);
            Preparation.Prepare(in facts, in machine, in coefficients, out PreparedDeployment<Dual<T>> prepared);
            Dual<T> at = Forecast.InForm(_point, _plan, _start, in prepared, in limits);
            T.Store(figure, at.Slope / at.Value);
            for (int lane = 0; lane < together.Length; lane++) slopes[first + lane] = figure[lane];
        }
    }
}
