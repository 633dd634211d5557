using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class CholeskyTests
{
    [Fact]
    public void The_solution_solves_the_system() => Gen.Double[-1, 1].Array[16].Select(Gen.Double[-1, 1].Array[4]).Sample((roots, b) =>
    {
        // R·Rᵀ + I is positive definite.
        double[,] a = new double[4, 4];
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++) a[i, j] = Enumerable.Range(0, 4).Sum(k => roots[4 * i + k] * roots[4 * j + k]) + (i == j ? 1 : 0);
        }
        double[] x = Cholesky.Solve(a, b);
        return Enumerable.Range(0, 4).All(i => Math.Abs(Enumerable.Range(0, 4).Sum(j => a[i, j] * x[j]) - b[i]) < 1e-9);
    });

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused() => Assert.Throws<ArgumentException>(() => Cholesky.Solve(new double[,] { { 1, 2 }, { 2, 1 } }, [1, 1]));
}
