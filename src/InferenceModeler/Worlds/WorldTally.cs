using InferenceModeler.Compute;

namespace InferenceModeler.Worlds;

/// <summary>Condenses the rows of each world: cost, work, power, and the quarters in which something went wrong.</summary>
/// <remarks>Sums are integers (cents, thousandths of work), so that they do not depend on the order.</remarks>
sealed class WorldTally : IReducer<WorldTally>
{
    /// <summary>Work left over that counts as none, as a share of the demand: what float sums of up to 16 groups and 96 supplies may lose.</summary>
    const float Negligible = 2e-5f;

    const double Cent = 0.01, Thousandth = 0.001, SecondsPerHour = 3600;

    readonly WorldRows _rows;
    readonly long[] _cents, _unserved;
    readonly float[] _peakKw, _worstShare;
    readonly uint[] _missed, _exceeded;

    public WorldTally(WorldRows rows, int worlds)
    {
        _rows = rows;
        _cents = new long[worlds];
        _unserved = new long[worlds];
        _peakKw = new float[worlds];
        _worstShare = new float[worlds];
        _missed = new uint[worlds];
        _exceeded = new uint[worlds];
    }

    public double Usd(int world) => _cents[world] * Cent;

    /// <summary>Work that found no place with all zones there, over the horizon.</summary>
    public double UnservedWork(int world) => _unserved[world] * Thousandth;

    /// <summary>The largest share of an hour's demand that found no place, zone losses included.</summary>
    public double WorstUnservedShare(int world) => _worstShare[world];

    public double PeakKw(int world) => _peakKw[world];

    /// <summary>Bit q is set where some hour of quarter q had work without a place.</summary>
    public uint MissedQuarters(int world) => _missed[world];

    /// <summary>Bit q is set where in some hour of quarter q work wanted more power than a site may draw.</summary>
    public uint ExceededQuarters(int world) => _exceeded[world];

    public WorldTally Fork() => new(_rows, _cents.Length);

    public void Add(in Chunk chunk)
    {
        for (int row = 0; row < chunk.Rows; row++)
        {
            double hours = _rows.Hours[chunk.FirstRow + row];
            uint quarter = 1u << _rows.Quarters[chunk.FirstRow + row];
            ReadOnlySpan<float> demand = chunk.Column(WorldOutput.Demand, row), unserved = chunk.Column(WorldOutput.Unserved, row),
                usd = chunk.Column(WorldOutput.Usd, row), kw = chunk.Column(WorldOutput.Kw, row), exceededKw = chunk.Column(WorldOutput.ExceededKw, row);
            for (int i = 0; i < chunk.Items; i++)
            {
                int world = chunk.FirstItem + i;
                if (unserved[i] > Negligible * demand[i])
                {
                    _missed[world] |= quarter;
                    _worstShare[world] = Math.Max(_worstShare[world], unserved[i] / demand[i]);
                    _unserved[world] += (long)Math.Round(unserved[i] * hours * SecondsPerHour / Thousandth);
                }
                if (exceededKw[i] > Negligible * kw[i]) _exceeded[world] |= quarter;
                _peakKw[world] = Math.Max(_peakKw[world], kw[i]);
                if (hours > 0) _cents[world] += (long)Math.Round(usd[i] / Cent);
            }
        }
    }

    public void Merge(WorldTally other)
    {
        for (int world = 0; world < _cents.Length; world++)
        {
            _cents[world] += other._cents[world];
            _unserved[world] += other._unserved[world];
            _peakKw[world] = Math.Max(_peakKw[world], other._peakKw[world]);
            _worstShare[world] = Math.Max(_worstShare[world], other._worstShare[world]);
            _missed[world] |= other._missed[world];
            _exceeded[world] |= other._exceeded[world];
        }
    }
}
