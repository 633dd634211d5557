using System.Runtime.CompilerServices;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>How the step time grows around an operating point, as secants over the reach of the fluctuations.</summary>
public readonly struct StepTrend<T> where T : struct, IReal<T>
{
    /// <summary>Seconds per further decoding sequence of mean context.</summary>
    public readonly T PerSequence;

    /// <summary>Seconds per further context token.</summary>
    public readonly T PerContextToken;

    /// <summary>Seconds per prompt token and token of its position.</summary>
    public readonly T PerPosition;

    StepTrend(T perSequence, T perContextToken, T perPosition)
    {
        PerSequence = perSequence;
        PerContextToken = perContextToken;
        PerPosition = perPosition;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static StepTrend<T> At<TStep>(in TStep step, in MixMoments<T> mix, T decodes, in MeanStep<T> mean)
        where TStep : struct, IStepTime<TStep, T>
    {
        T zero = T.Of(0f), one = T.Of(1f), more = T.Of(1.25f), quarter = T.Of(0.25f);
        T reach = one + T.Sqrt(decodes);
        T above = TStep.Seconds(in step, decodes + reach, mix.Context, zero, mix.Position);
        T longer = TStep.Seconds(in step, decodes + reach, mix.Context * more, zero, mix.Position);
        T position = T.Max(mix.Position, one) * more;
        T far = TStep.Seconds(in step, decodes, mix.Context, mean.SharedTokens, position, mean.RankTokens, out _);
        return new((above - mean.Decode) / reach, (longer - above) / ((decodes + reach) * mix.Context * quarter),
            (far - mean.SharedSeconds) / (mean.SharedTokens * (position - mix.Position)));
    }
}
