namespace InferenceModeler.Planning;

/// <summary>What planning found.</summary>
/// <param name="Plan">Null where there is none.</param>
/// <param name="Conflicts">Where the limits contradict each other: which ones, and what lifting each would take, cheapest first.</param>
/// <param name="Failure">Where neither a plan nor a contradiction was found: why.</param>
public sealed record PlanAnswer(Plan? Plan, IReadOnlyList<Conflict> Conflicts, string? Failure)
{
    /// <summary>Whether a time limit, not the gap or the last of the conflicts, ended the search.</summary>
    public bool IsTimeLimited { get; init; }
}
