namespace InferenceModeler.Numerics;

/// <summary>Roots of symmetric positive definite matrices, and the systems that they solve.</summary>
public static class Cholesky
{
    /// <summary>Solves (A + damping · diag A) · x = b. A is left as it is.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public static double[] Solve(double[,] a, double[] b, double damping = 0) => Substituted(Factor(a, damping), b);

    /// <summary>The inverse of A.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public static double[,] Inverse(double[,] a)
    {
        int n = a.GetLength(0);
        double[,] lower = Factor(a, 0), inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            double[] unit = new double[n];
            unit[i] = 1;
            double[] column = Substituted(lower, unit);
            for (int j = 0; j < n; j++) inverse[i, j] = column[j];
        }
        return inverse;
    }

    static double[,] Factor(double[,] a, double damping)
    {
        int n = a.GetLength(0);
        double[,] lower = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = i == j ? a[i, i] * (1 + damping) : a[i, j];
                for (int k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                if (i == j && !(sum > 0)) throw new ArgumentException("the matrix is not positive definite", nameof(a));
                lower[i, j] = i == j ? Math.Sqrt(sum) : sum / lower[j, j];
            }
        }
        return lower;
    }

    /// <summary>Solves L · Lᵀ · x = b.</summary>
    static double[] Substituted(double[,] lower, double[] b)
    {
        int n = b.Length;
        double[] x = new double[n];
        for (int i = 0; i < n; i++)
        {
            double right = b[i];
            for (int k = 0; k < i; k++) right -= lower[i, k] * x[k];
            x[i] = right / lower[i, i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++) x[i] -= lower[k, i] * x[k];
            x[i] /= lower[i, i];
        }
        return x;
    }

    /// <summary>The lower triangle L with L · Lᵀ = A. Rows that others determine get no entry of their own: A may have eigenvalues of 0.</summary>
    public static double[,] Root(double[,] a)
    {
        const double Nothing = 1e-12;
        int n = a.GetLength(0);
        double[,] lower = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[i, j];
                for (int k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                if (i == j) lower[i, i] = sum > Nothing ? Math.Sqrt(sum) : 0;
                else if (lower[j, j] > 0) lower[i, j] = sum / lower[j, j];
            }
        }
        return lower;
    }
}
