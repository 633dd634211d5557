namespace InferenceModeler.Serving;

/// <summary>
/// SGLang: steps of prompts go first and decodes stand still; a share of the running requests' further output is kept free on admission, a share that shrinks
/// with every decode step and grows when memory ran out; then the decodes with the fewest tokens are retracted to the end of the queue; the longest cached
/// prefix is admitted first where at most <see cref="MostSorted"/> wait.
/// </summary>
/// <remarks>Source: sglang/srt/managers/scheduler.py, schedule_batch.py (retract_decode), schedule_policy.py, 0.5. The output a client asks for is taken to be what it gets.</remarks>
public readonly struct RetractAdmission : IAdmission
{
    /// <summary>Beyond so many waiting requests SGLang serves in order of arrival.</summary>
    public const int MostSorted = 128;

    /// <summary>Bits behind the point of the kept share.</summary>
    internal const int RatioBits = 20;

    // init_new_token_ratio 0.7, of it at least 0.14, reached in 600 steps; retract_decode_steps 20.
    internal const int FirstRatio = (int)(0.7 * (1 << RatioBits)), LeastRatio = (int)(0.098 * (1 << RatioBits)), RatioDecay = (FirstRatio - LeastRatio) / 600, FurtherTokens = 20;

    public static bool Grows => true;

    public static bool Mixes => false;

    public static bool Lists => true;

    public static bool ByPriority => false;

    public static bool Retracts => true;

    public static bool Caches => false;

    public static int ReservedTokens(int knownTokens, int allTokens) => knownTokens;
}
