using InferenceModeler.Numerics;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>
/// Normal priors on the logarithms of entries: each by its deviation, and those that an earlier fit left with loadings together by their covariance, since what it knew only of their product
/// stays known.
/// </summary>
sealed class EntryPriors
{
    // Loadings are written with three digits: this much of each variance is noise.
    const double Noise = 1e-4;

    readonly double[] _precisions;
    readonly int[] _together;
    readonly double[,] _joint;

    /// <param name="deviations">Of each entry, above 0.</param>
    /// <param name="loadings">What an earlier fit left open of each, or null; and the multiple that it may stray.</param>
    public EntryPriors(IReadOnlyList<double> deviations, IReadOnlyList<(IReadOnlyList<double>? Loadings, double Width)> loadings)
    {
        _precisions = [.. deviations.Select(d => 1 / (d * d))];
        _together = [.. Enumerable.Range(0, loadings.Count).Where(e => loadings[e].Loadings is { Count: > 0 })];
        double[,] covariance = new double[_together.Length, _together.Length];
        for (int a = 0; a < _together.Length; a++)
        {
            for (int b = 0; b < _together.Length; b++)
            {
                ((IReadOnlyList<double>? left, double leftWidth), (IReadOnlyList<double>? right, double rightWidth)) = (loadings[_together[a]], loadings[_together[b]]);
                covariance[a, b] = leftWidth * rightWidth * left!.Zip(right!, (x, y) => x * y).Sum() * (a == b ? 1 + Noise : 1);
            }
        }
        _joint = Cholesky.Inverse(covariance);
        foreach (int e in _together) _precisions[e] = 0;
    }

    /// <summary>Precision × how far each entry has strayed.</summary>
    public double[] Pulls(double[] strayed)
    {
        double[] pulls = [.. strayed.Zip(_precisions, (s, p) => s * p)];
        for (int a = 0; a < _together.Length; a++)
            for (int b = 0; b < _together.Length; b++) pulls[_together[a]] += _joint[a, b] * strayed[_together[b]];
        return pulls;
    }

    /// <summary>Adds the precisions to a normal matrix.</summary>
    public void AddTo(double[,] normal, double weight)
    {
        for (int e = 0; e < _precisions.Length; e++) normal[e, e] += weight * _precisions[e];
        for (int a = 0; a < _together.Length; a++)
            for (int b = 0; b < _together.Length; b++) normal[_together[a], _together[b]] += weight * _joint[a, b];
    }
}
