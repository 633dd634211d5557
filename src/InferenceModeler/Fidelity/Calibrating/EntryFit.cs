using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>
/// Fits the logarithms of all entries of a coefficient set: a robust sum of squared logarithmic errors plus normal priors, by Levenberg and Marquardt's method.
/// An entry with little data stays near its prior, and so leans on what it is a factor of.
/// </summary>
sealed class EntryFit
{
    const double LongestStep = 0.7, LeastGain = 1e-5;
    const int DampingTries = 12;

    readonly CalibrationOptions _options;
    readonly double _robustness, _priorWeight;
    readonly double[] _deviations, _centres;

    // The entries that may move: the normal matrix holds them alone.
    readonly int[] _free;
    readonly EntryPriors _priors;

    /// <param name="set">The entries.</param>
    /// <param name="options">How.</param>
    /// <param name="isFree">Which of them may move.</param>
    /// <param name="robustness">Errors well above this count by their size, not by its square (pseudo-Huber).</param>
    /// <param name="priorWeight">Weight of the priors against one measured figure: the variance of its error that is none of the entries'.</param>
    public EntryFit(CoefficientSet set, CalibrationOptions options, Func<CoefficientEntry, bool> isFree, double robustness, double priorWeight)
    {
        (_options, _robustness, _priorWeight) = (options, robustness, priorWeight);
        double Width(CoefficientEntry e) => e.IsFactor ? options.FactorWidth : 1;
        _deviations = [.. set.Entries.Select(e => !isFree(e) ? 0 : Priors.Deviation(e) * Width(e))];
        _centres = [.. set.Entries.Select(Priors.Centre)];
        _free = [.. Enumerable.Range(0, set.Entries.Count).Where(e => _deviations[e] > 0)];
        _priors = new([.. _free.Select(e => _deviations[e])], [.. _free.Select(e => (set.Entries[e].Loadings, Width(set.Entries[e])))]);
    }

    public static double[] Logs(CoefficientSet set) => [.. set.Entries.Select(e => Math.Log(Math.Max(e.Value, 1e-12)))];

    /// <summary>The fitted logarithms, beginning at <paramref name="start"/>.</summary>
    public double[] Run(IReadOnlyList<FitPoint> points, double[] start, CancellationToken cancellation)
    {
        double[] logs = [.. start];
        double cost = Cost(points, logs), damping = 1e-3;
        for (int iteration = 0; iteration < _options.Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            (double[,] normal, double[] gradient) = Normal(points, logs);
            bool better = false, settled = false;
            for (int tries = 0; tries < DampingTries && !better; tries++)
            {
                double[] step = Cholesky.Solve(normal, gradient, damping);
                double[] tried = [.. logs];
                for (int f = 0; f < _free.Length; f++) tried[_free[f]] -= Math.Clamp(step[f], -LongestStep, LongestStep);
                double reached = Cost(points, tried);
                better = reached < cost;
                if (!better)
                {
                    damping *= 5;
                    continue;
                }
                settled = cost - reached < LeastGain * cost;
                (logs, cost, damping) = (tried, reached, Math.Max(damping / 4, 1e-6));
            }
            if (!better || settled) break;
        }
        return logs;
    }

    /// <summary>
    /// What a fit leaves open of the logarithms that may move: rows of the lower triangular root of their covariance, the inverse normal matrix (Gauss and Newton) in the
    /// measure of the priors. Empty rows for all others.
    /// </summary>
    public double[][] Root(IReadOnlyList<FitPoint> points, double[] logs)
    {
        double[,] normal = Normal(points, logs).Normal;
        int n = _free.Length;
        for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++) normal[a, b] /= _priorWeight;
        double[,] root = Cholesky.Root(Cholesky.Inverse(normal));
        double[][] rows = [.. logs.Select(_ => Array.Empty<double>())];
        for (int a = 0; a < n; a++) rows[_free[a]] = [.. Enumerable.Range(0, a + 1).Select(b => root[a, b])];
        return rows;
    }

    // What moves a figure by less than a thousandth of its own change is not told by it.
    const double LeastSlope = 1e-3;

    /// <summary>The points with the entries that may move and by which their predictions change.</summary>
    public IEnumerable<(FitPoint Point, int Entry)> Movers(IReadOnlyList<FitPoint> points, double[] logs)
    {
        double[] slopes = new double[logs.Length];
        foreach (FitPoint p in points)
        {
            if (!p.TryDerivatives(logs, _deviations, slopes, out _)) continue;
            for (int i = 0; i < p.Holding.Count; i++)
                if (Math.Abs(slopes[i]) > LeastSlope) yield return (p, p.Holding[i]);
        }
    }

    /// <summary>How far the entries that may move are from the middle of their priors.</summary>
    double[] Strayed(double[] logs) => [.. _free.Select(e => logs[e] - _centres[e])];

    double Cost(IReadOnlyList<FitPoint> points, double[] logs)
    {
        double[] parts = new double[points.Count];
        Parallel.For(0, points.Count, i =>
        {
            if (points[i].TryResidual(logs, out double r)) parts[i] = points[i].Weight * 2 * _robustness * _robustness * (Math.Sqrt(1 + r * r / (_robustness * _robustness)) - 1);
        });
        double[] strayed = Strayed(logs), pulls = _priors.Pulls(strayed);
        return parts.Sum() + 0.5 * _priorWeight * strayed.Zip(pulls, (s, p) => s * p).Sum();
    }

    // Points are summed in blocks of fixed bounds, so that the same input gives the same bytes on any number of cores.
    const int BlockPoints = 1024;

    (double[,] Normal, double[] Gradient) Normal(IReadOnlyList<FitPoint> points, double[] logs)
    {
        int n = _free.Length, blocks = (points.Count + BlockPoints - 1) / BlockPoints;
        (double[,] Normal, double[] Gradient)[] parts = new (double[,], double[])[blocks];
        Parallel.For(0, blocks, block => parts[block] = Block(points, block * BlockPoints, Math.Min(points.Count, (block + 1) * BlockPoints), logs));
        double[,] normal = new double[n, n];
        double[] gradient = new double[n];
        foreach ((double[,] partNormal, double[] partGradient) in parts)
        {
            for (int a = 0; a < n; a++)
            {
                gradient[a] += partGradient[a];
                for (int b = 0; b < n; b++) normal[a, b] += partNormal[a, b];
            }
        }
        double[] pulls = _priors.Pulls(Strayed(logs));
        for (int f = 0; f < n; f++) gradient[f] += _priorWeight * pulls[f];
        _priors.AddTo(normal, _priorWeight);
        return (normal, gradient);
    }

    (double[,] Normal, double[] Gradient) Block(IReadOnlyList<FitPoint> points, int first, int end, double[] logs)
    {
        double[,] normal = new double[_free.Length, _free.Length];
        double[] gradient = new double[_free.Length];
        Span<double> slopes = stackalloc double[logs.Length];
        Span<int> place = stackalloc int[logs.Length];
        place.Fill(-1);
        for (int f = 0; f < _free.Length; f++) place[_free[f]] = f;
        for (int i = first; i < end; i++)
        {
            if (!points[i].TryDerivatives(logs, _deviations, slopes, out double r)) continue;
            double weight = points[i].Weight / Math.Sqrt(1 + r * r / (_robustness * _robustness));
            IReadOnlyList<int> holding = points[i].Holding;
            for (int a = 0; a < holding.Count; a++)
            {
                if (slopes[a] == 0) continue;
                int row = place[holding[a]];
                gradient[row] += weight * slopes[a] * r;
                for (int b = 0; b < holding.Count; b++)
                    if (slopes[b] != 0) normal[row, place[holding[b]]] += weight * slopes[a] * slopes[b];
            }
        }
        return (normal, gradient);
    }
}
