using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>How requests arrive around a mean rate.</summary>
public sealed record ArrivalProcess
{
    /// <summary>Attempts of the rejection sampler; each succeeds with probability above 0.95, so running out (1e-20) is never seen.</summary>
    const uint MaxAttempts = 16;

    // Above this the law tests of the open loop, made with Poisson arrivals, say nothing.
    const double BurstyGapCv = 1.2;

    const double Squeeze = 0.0331;

    /// <summary>Bits that tell the part of the first gap from the gap.</summary>
    const uint ResidualKey = 0xBB67AE85;

    // Of gamma gaps: shape, and Marsaglia and Tsang's d and c.
    readonly double _gammaShape, _gammaD, _gammaC;

    ArrivalProcess(GapLaw law, double gapCv, TwoStateBurst? burst)
    {
        (Law, GapCv, Burst) = (law, gapCv, burst);
        if (law != GapLaw.Gamma) return;
        _gammaShape = 1 / (gapCv * gapCv);
        _gammaD = (_gammaShape < 1 ? _gammaShape + 1 : _gammaShape) - 1.0 / 3;
        _gammaC = 1 / Math.Sqrt(9 * _gammaD);
    }

    public GapLaw Law { get; }

    /// <summary>Standard deviation ÷ mean of the gaps at a steady rate: 1 for Poisson, 0 for deterministic.</summary>
    public double GapCv { get; }

    /// <summary>Null where the rate is steady.</summary>
    public TwoStateBurst? Burst { get; }

    /// <summary>Whether laws made for Poisson arrivals no longer hold.</summary>
    public bool IsBursty => Burst is not null || GapCv > BurstyGapCv;

    public static ArrivalProcess Poisson { get; } = new(GapLaw.Poisson, 1, null);

    public static ArrivalProcess Deterministic { get; } = new(GapLaw.Deterministic, 0, null);

    public static ArrivalProcess Gamma(double gapCv)
    {
        if (!(gapCv is >= 0.01 and <= 100)) throw new InputException($"coefficient of variation {gapCv}: gamma arrivals need 0.01 to 100");
        return new(GapLaw.Gamma, gapCv, null);
    }

    /// <summary>Each arrival kept with a probability above 0, at most 1: the rarer, the nearer to Poisson. Of bursts the states stay; of gaps the gamma law has those that remain their variation.</summary>
    public ArrivalProcess Thinned(double probability) => Burst is not null || Law == GapLaw.Poisson || probability >= 1 ? this : Gamma(Math.Sqrt(probability * GapCv * GapCv + 1 - probability));

    public static ArrivalProcess Bursty(TwoStateBurst burst) => new(GapLaw.Poisson, 1, burst);

    /// <summary>Gap number <paramref name="draw"/> in units of the mean gap: the same for the same arguments, in any order.</summary>
    public double UnitGap(uint seed, uint stream, uint draw) => Law switch
    {
        GapLaw.Deterministic => 1,
        GapLaw.Gamma => UnitGamma(seed, stream, draw),
        _ => -Math.Log(CounterRandom.Draw(seed, stream, draw).First),
    };

    /// <summary>
    /// What a moment chosen at random finds left of the gap around it, in units of the mean gap: streams that begin with it are as they would be had they run for ever. Of gamma
    /// gaps a uniform part of one drawn with a weight of its length, which is a gamma draw of shape + 1 (Cox, Renewal Theory, 1962).
    /// </summary>
    public double UnitResidual(uint seed, uint stream, uint draw)
    {
        if (Law == GapLaw.Poisson) return UnitGap(seed, stream, draw);
        double part = CounterRandom.Draw(seed, stream ^ ResidualKey, draw).First;
        return Law == GapLaw.Deterministic ? part : part * UnscaledGamma(_gammaShape + 2.0 / 3, 1 / Math.Sqrt(9 * _gammaShape + 6), seed, stream, draw) / _gammaShape;
    }

    /// <summary>
    /// A gamma draw with mean 1 and this shape (Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000, their squeeze included;
    /// below shape 1 the draw for shape + 1 times a power of a uniform).
    /// </summary>
    double UnitGamma(uint seed, uint stream, uint draw)
    {
        // Drawn first, so that the processor computes both blocks at once.
        double uniform = _gammaShape < 1 ? CounterRandom.Draw(seed, stream, draw).First : 1;
        double drawn = UnscaledGamma(_gammaD, _gammaC, seed, stream, draw), power = _gammaShape < 1 ? Math.Pow(uniform, 1 / _gammaShape) : 1;
        return drawn * power / _gammaShape;
    }

    /// <summary>A gamma draw of the shape d + 1/3, with c = 1/√(9d).</summary>
    static double UnscaledGamma(double d, double c, uint seed, uint stream, uint draw)
    {
        double cube = 1;
        for (uint attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            RandomWords words = CounterRandom.Draw(seed, stream, draw, attempt);
            double normal = Normal.Quantile(words.First);
            double root = 1 + c * normal;
            if (root <= 0) continue;
            cube = root * root * root;
            double square = normal * normal;
            // What the squeeze takes the logarithms take too.
            if (words.Second < 1 - Squeeze * square * square) break;
            if (Math.Log(words.Second) < square / 2 + d - d * cube + d * Math.Log(cube)) break;
        }

        return d * cube;
    }
}
