namespace InferenceModeler.Serving;

/// <summary>A policy with a prefix cache.</summary>
public readonly struct Caching<TAdmission> : IAdmission where TAdmission : struct, IAdmission
{
    public static bool Grows => TAdmission.Grows;

    public static bool Mixes => TAdmission.Mixes;

    public static bool Lists => TAdmission.Lists;

    public static bool ByPriority => TAdmission.ByPriority;

    public static bool Retracts => TAdmission.Retracts;

    public static bool Caches => true;

    public static int ReservedTokens(int knownTokens, int allTokens) => TAdmission.ReservedTokens(knownTokens, allTokens);
}
