namespace InferenceModeler.Serving;

/// <summary>
/// vLLM v1 with its policy PRIORITY: the most urgent level is admitted first, within it the earliest arrival; when memory runs out, the least urgent and latest
/// running request gives its memory and its part of the step back.
/// </summary>
/// <remarks>One difference: where a request gives way to itself, vLLM lets those behind it sit the step out; here they run.</remarks>
public readonly struct PriorityAdmission : IAdmission
{
    public static bool Grows => true;

    public static bool Mixes => true;

    public static bool Lists => true;

    public static bool ByPriority => true;

    public static bool Retracts => false;

    public static bool Caches => false;

    public static int ReservedTokens(int knownTokens, int allTokens) => knownTokens;
}
