namespace InferenceModeler.Numerics;

/// <summary>The standard normal distribution in double precision (host only).</summary>
public static class Normal
{
    /// <summary>
    /// P(Z ≤ <paramref name="z"/>), relative error below 1e-7: the rational Chebyshev fit of the complementary error function in Numerical Recipes §6.2.
    /// </summary>
    public static double Cumulative(double z)
    {
        double x = Math.Abs(z) / Math.Sqrt(2);
        double t = 1 / (1 + 0.5 * x);
        double series = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807
            + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
        double upperTail = 0.5 * t * Math.Exp(-x * x + series);
        return z > 0 ? 1 - upperTail : upperTail;
    }

    /// <summary>
    /// The z that a standard normal stays below with probability <paramref name="probability"/>, in (0, 1); relative error below 1.2e-9 (P. J. Acklam's
    /// rational approximation).
    /// </summary>
    public static double Quantile(double probability)
    {
        const double LowRegion = 0.02425;
        if (probability < LowRegion) return Tail(Math.Sqrt(-2 * Math.Log(probability)));
        if (probability > 1 - LowRegion) return -Tail(Math.Sqrt(-2 * Math.Log(1 - probability)));
        double q = probability - 0.5;
        double r = q * q;
        double numerator = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r
            - 30.66479806614716) * r + 2.506628277459239;
        double denominator = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r
            - 13.28068155288572) * r + 1;
        return numerator * q / denominator;
    }

    static double Tail(double q)
    {
        double numerator = ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q
            + 4.374664141464968) * q + 2.938163982698783;
        double denominator = (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
        return numerator / denominator;
    }
}
