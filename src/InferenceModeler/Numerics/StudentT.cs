namespace InferenceModeler.Numerics;

/// <summary>Student's t distribution of whole degrees of freedom in double precision (host only).</summary>
public static class StudentT
{
    const int FewDegrees = 40;

    /// <summary>
    /// The t that the distribution stays within (−t, t) with probability <paramref name="probability"/>, in (0, 1). Up to 40 degrees of freedom to 1e-12, by halving
    /// of the finite series; beyond by the expansion in 1/degrees, to 1e-6 for probabilities up to 0.9999 (Abramowitz and Stegun 26.7.3, 26.7.4 and 26.7.5).
    /// </summary>
    /// <param name="probability">Of both sides.</param>
    /// <param name="degrees">At least 1.</param>
    public static double Within(double probability, int degrees)
    {
        if (degrees > FewDegrees) return Expanded(Normal.Quantile(0.5 + 0.5 * probability), degrees);
        // In the angle whose tangent is t/√degrees the probability rises from 0 to 1.
        double low = 0, high = 0.5 * Math.PI;
        for (double middle = 0.5 * high; middle > low && middle < high; middle = 0.5 * (low + high))
        {
            if (Probability(middle, degrees) < probability) low = middle;
            else high = middle;
        }
        return Math.Sqrt(degrees) * Math.Tan(low);
    }

    static double Probability(double angle, int degrees)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        bool isOdd = degrees % 2 == 1;
        double term = isOdd ? cosine : 1, sum = 0;
        for (int power = isOdd ? 1 : 0; power < degrees - 1; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }
        return isOdd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
    }

    static double Expanded(double z, double degrees)
    {
        double z2 = z * z;
        double first = (z2 + 1) / 4, second = ((5 * z2 + 16) * z2 + 3) / 96, third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
        double fourth = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92_160;
        return z * (1 + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees);
    }
}
