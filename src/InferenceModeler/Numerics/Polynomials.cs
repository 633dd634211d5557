namespace InferenceModeler.Numerics;

/// <summary>
/// Coefficients of the shared approximations of 2^x and log2 x. Every float lane evaluates these in the same order with the same roundings, so that
/// scalar and vector results are equal bit for bit; the processor's own functions are not. In pairs (Estrin), which halves the chain of dependent operations
/// that a processor waits for.
/// </summary>
public static class Polynomials
{
    // 2^f on [-0.5, 0.5]: minimax-like Taylor coefficients (ln 2)^k / k!.
    public const float Exp1 = 0.693147182f;
    public const float Exp2 = 0.240226507f;
    public const float Exp3 = 0.0555041087f;
    public const float Exp4 = 0.00961812911f;
    public const float Exp5 = 0.00133335581f;
    public const float Exp6 = 0.000154035304f;

    // log2 m for m in [sqrt(1/2), sqrt(2)) with s = (m-1)/(m+1): 2/ln2 * (s + s^3/3 + s^5/5 + s^7/7 + s^9/9).
    public const float Log1 = 2.88539008f;
    public const float Log3 = 0.961796694f;
    public const float Log5 = 0.577078016f;
    public const float Log7 = 0.412198583f;
    public const float Log9 = 0.320598898f;

    // 1 / cbrt(x): bits of a first estimate are start - bits / 3; a quadratic in its cube times x leaves 3e-5 of its error, a Newton step the rounding
    // (Moroz, Samotyy, Horyachyy, Dzelendzyak 2021).
    public const float CubeRootStart = 0x548c2b4b;
    public const float CubeRoot0 = 1.752319676f;
    public const float CubeRoot1 = 1.2509524245f;
    public const float CubeRoot2 = 0.5093818292f;

    public const float MaxExponent = 126f;
    public const int OneBits = 0x3f800000;
    public const int HalfRootBits = 0x3f3504f3;
    public const int MantissaBits = 23;
    public const int MantissaMask = 0x007fffff;
}
