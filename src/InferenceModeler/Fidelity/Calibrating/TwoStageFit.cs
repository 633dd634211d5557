using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>Fits what is carried over to other deployments first, then the pace of each measured one (<see cref="Paces"/>).</summary>
sealed class TwoStageFit
{
    const double FewRowsWeight = 0.04;

    readonly CoefficientSet _set;
    readonly bool _onlyPaces;
    readonly EntryFit _shared, _paces, _fewPaces;

    /// <param name="set">The entries.</param>
    /// <param name="used">The points; entries that none of them holds stay.</param>
    /// <param name="options">How.</param>
    /// <param name="onlyPaces">Leaves all but the paces as they are.</param>
    public TwoStageFit(CoefficientSet set, IReadOnlyList<FitPoint> used, CalibrationOptions options, bool onlyPaces)
    {
        (_set, _onlyPaces) = (set, onlyPaces);
        HashSet<CoefficientEntry> held = new(used.SelectMany(p => p.Holding).Distinct().Select(e => set.Entries[e]), ReferenceEqualityComparer.Instance);
        // What the shared entries leave differs from deployment to deployment, and rows of one of them err together: priors weigh as much as dozens of rows.
        _shared = new(set, options, e => !onlyPaces && !Paces.Is(e) && held.Contains(e), robustness: 0.08, priorWeight: 0.12);
        // Within one deployment the rest is about 14%. Its rows err together, and where they are few each of them tells less: chosen by the errors where one row or three were given.
        EntryFit PacesAt(double priorWeight) => new(set, options, e => Paces.Is(e) && held.Contains(e), robustness: 0.2, priorWeight);
        (_paces, _fewPaces) = (PacesAt(onlyPaces ? FewRowsWeight : 0.02), PacesAt(FewRowsWeight));
    }

    /// <summary>The fitted logarithms.</summary>
    public double[] Run(IReadOnlyList<FitPoint> points, CancellationToken cancellation)
    {
        double[] start = EntryFit.Logs(_set);
        return _paces.Run(points, _onlyPaces ? start : _shared.Run(points, start, cancellation), cancellation);
    }

    /// <summary>The logarithms with the paces that these points, few of each deployment, give.</summary>
    public double[] Pace(IReadOnlyList<FitPoint> points, double[] logs, CancellationToken cancellation) => _fewPaces.Run(points, logs, cancellation);

    /// <summary>The points with the entries that each of them moves.</summary>
    public IEnumerable<(FitPoint Point, int Entry)> Movers(IReadOnlyList<FitPoint> points, double[] logs) => _shared.Movers(points, logs).Concat(_paces.Movers(points, logs));

    /// <summary>What the fit leaves open of the logarithms: rows of the root of the covariance of what is carried over, and each pace's own deviation (given the rest, paces do not share points).</summary>
    public double[][] Root(IReadOnlyList<FitPoint> points, double[] logs)
    {
        double[][] shared = _shared.Root(points, logs), paces = _paces.Root(points, logs);
        return [.. shared.Select((row, e) => row.Length > 0 || paces[e].Length == 0 ? row : [Math.Sqrt(paces[e].Sum(x => x * x))])];
    }
}
