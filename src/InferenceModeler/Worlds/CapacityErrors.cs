using InferenceModeler.Numerics;

namespace InferenceModeler.Worlds;

/// <summary>What one kind of replica may turn out to carry.</summary>
/// <param name="Group">Kinds of one group are moved together where one factor is moved at a time.</param>
/// <param name="Spread">What it carries over what the plan counts on.</param>
public sealed record CapacityError(string Group, Spread Spread);

/// <summary>What each kind of replica may turn out to carry, and how far their errors go together.</summary>
public sealed class CapacityErrors
{
    /// <summary>Kinds that are told apart.</summary>
    public const int Most = 32;

    // Draws of a world behind those of the factors.
    const uint FirstDraw = 100;

    readonly double[,] _root;

    /// <param name="kinds">1 to <see cref="Most"/>.</param>
    /// <param name="correlation">Of the errors, in standard deviations: symmetric, 1 on the diagonal, no eigenvalue below 0.</param>
    /// <exception cref="ArgumentException">Too many, none, or a matrix of another size.</exception>
    public CapacityErrors(IReadOnlyList<CapacityError> kinds, double[,] correlation)
    {
        if (kinds.Count is 0 or > Most || correlation.GetLength(0) != kinds.Count || correlation.GetLength(1) != kinds.Count)
            throw new ArgumentException($"{kinds.Count} kinds of replicas with a correlation of {correlation.GetLength(0)} × {correlation.GetLength(1)}: must be 1 to {Most}, and as many rows and columns", nameof(kinds));
        Kinds = kinds;
        _root = Cholesky.Root(correlation);
    }

    /// <summary>All replicas carry what the plan counts on.</summary>
    public static CapacityErrors None { get; } = new([new("", Spread.Ratio(1, 1, 1))], new double[,] { { 1 } });

    public IReadOnlyList<CapacityError> Kinds { get; }

    /// <summary>What each kind carries in a world.</summary>
    public double[] Draw(uint seed, uint world)
    {
        double[] independent = [.. Kinds.Select((_, k) => Normal.Quantile(CounterRandom.Draw(seed, world, FirstDraw + (uint)k).First))];
        return [.. Kinds.Select((kind, k) => kind.Spread.AtDeviations(Enumerable.Range(0, k + 1).Sum(i => _root[k, i] * independent[i])))];
    }
}
