using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class CholeskyTests
{
    // R·Rᵀ + I is positive definite.
    static readonly Gen<double[,]> s_definite = Gen.Double[-1, 1].Array[16].Select(roots =>
    {
        double[,] a = new double[4, 4];
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++) a[i, j] = Enumerable.Range(0, 4).Sum(k => roots[4 * i + k] * roots[4 * j + k]) + (i == j ? 1 : 0);
        }
        return a;
    });

    [Fact]
    public void The_solution_solves_the_system() => s_definite.Select(Gen.Double[-1, 1].Array[4]).Sample((a, b) =>
    {
        double[] x = Cholesky.Solve(a, b);
        return Enumerable.Range(0, 4).All(i => Math.Abs(Enumerable.Range(0, 4).Sum(j => a[i, j] * x[j]) - b[i]) < 1e-9);
    });

    [Fact]
    public void A_matrix_times_its_inverse_is_one() => s_definite.Sample(a =>
    {
        double[,] inverse = Cholesky.Inverse(a);
        return Enumerable.Range(0, 16).All(cell => Math.Abs(Enumerable.Range(0, 4).Sum(k => a[cell / 4, k] * inverse[k, cell % 4]) - (cell / 4 == cell % 4 ? 1 : 0)) < 1e-9);
    });

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_refused() => Assert.Throws<ArgumentException>(() => Cholesky.Solve(new double[,] { { 1, 2 }, { 2, 1 } }, [1, 1]));
}
