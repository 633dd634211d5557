using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Seeks the time at which a distribution function reaches a probability: Newton's steps of the log-odds over the log of the time, false position where one
/// leaves the bracket, a fixed number of them. The last one also carries the derivative: at the root its own error cancels, which bisection would lose.
/// </summary>
readonly struct PercentileSearch<T> where T : struct, IReal<T>
{
    readonly T _log, _low, _high, _target, _off;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    PercentileSearch(T log, T low, T high, T target, T off)
    {
        (_log, _low, _high, _target, _off) = (log, low, high, target, off);
        Seconds = T.Exp2(log);
    }

    public T Seconds { get; }

    /// <param name="guessSeconds">A time near it.</param>
    /// <param name="leastSeconds">It does not lie below.</param>
    /// <param name="mostSeconds">It does not lie above.</param>
    /// <param name="target">The log-odds to reach.</param>
    public static PercentileSearch<T> From(T guessSeconds, T leastSeconds, T mostSeconds, T target)
    {
        T low = T.Log2(leastSeconds), high = T.Log2(mostSeconds);
        return new(T.Max(low, T.Min(high, T.Log2(guessSeconds))), low, high, target, T.Of(1e3f));
    }

    /// <param name="below">The distribution function at <see cref="Seconds"/>.</param>
    /// <param name="density">Its slope there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PercentileSearch<T> Next(T below, T density)
    {
        T zero = T.Of(0f), half = T.Of(0.5f), small = T.Of(1e-6f), above = T.Max(T.Of(1f) - below, small);
        T reached = T.Max(below, small), per = T.Of(1f) / (reached * above), score = T.Log2(reached * reached * per) - _target;
        T low = T.Where(score, zero, _log, _low), high = T.Where(score, zero, _high, _log), middle = half * (low + high);
        T slope = density * Seconds * per, next = _log - score / T.Max(T.Min(slope, T.Of(200f)), half), off = T.Max(score, zero - score);
        next = T.Where(next, low, middle, T.Where(high, next, middle, next));
        // On the flat between prompt and delayed requests a slope says little; where it changes from step to step, neither.
        next = T.Where(slope, half, middle, T.Where(T.Max(half * _off, T.Of(0.02f)), off, middle, next));
        return new(next, low, high, _target, off);
    }
}
