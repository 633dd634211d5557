using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Seeks the time at which a distribution function reaches a probability: secants of the log-odds over the log of the time, false position where a secant
/// leaves the bracket, a fixed number of them. The last one also carries the derivative: at the root its own error cancels, which bisection would lose.
/// </summary>
readonly struct PercentileSearch<T> where T : struct, IReal<T>
{
    readonly T _log, _low, _lowScore, _high, _highScore, _target, _lastLog, _lastScore, _slope;

    /// <summary>Evaluations that bring a percentile to 1% or better in the settings of the law tests.</summary>
    public const int Steps = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    PercentileSearch(T log, T low, T lowScore, T high, T highScore, T target, T lastLog, T lastScore, T slope)
    {
        _log = log;
        _low = low;
        _lowScore = lowScore;
        _high = high;
        _highScore = highScore;
        _target = target;
        _lastLog = lastLog;
        _lastScore = lastScore;
        _slope = slope;
    }

    public T Seconds => T.Exp2(_log);

    /// <param name="guessSeconds">A time near it.</param>
    /// <param name="slope">Log-odds gained there per doubling.</param>
    /// <param name="target">The log-odds to reach.</param>
    public static PercentileSearch<T> From(T guessSeconds, T slope, T target)
    {
        T log = T.Log2(guessSeconds), wide = T.Of(12f), far = wide * slope;
        // Ends that nobody has evaluated stand on the guessed slope.
        return new(log, log - wide, T.Of(0f) - far, log + wide, far, target, log - wide, T.Of(0f) - far, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PercentileSearch<T> Next(T below)
    {
        T zero = T.Of(0f), shortest = T.Of(2e-4f);
        T score = Tail.LogOdds(below) - _target, moved = _log - _lastLog, distance = T.Max(moved, zero - moved);
        T low = T.Where(score, zero, _log, _low), lowScore = T.Where(score, zero, score, _lowScore);
        T high = T.Where(score, zero, _high, _log), highScore = T.Where(score, zero, _highScore, score);
        // Too short a move says nothing about the slope in float.
        T secant = T.Where(distance, shortest, _slope, (score - _lastScore) / T.Where(distance, shortest, T.Of(1f), moved));
        T slope = T.Max(T.Min(secant, T.Of(200f)), T.Of(0.5f));
        T next = _log - score / slope;
        T between = low - lowScore * (high - low) / T.Max(highScore - lowScore, T.Of(1e-6f));
        next = T.Where(next, low, between, T.Where(high, next, between, next));
        // On the flat between prompt and delayed requests a secant says little.
        next = T.Where(secant, T.Of(0.5f), between, next);
        return new(next, low, lowScore, high, highScore, _target, _log, score, slope);
    }
}
