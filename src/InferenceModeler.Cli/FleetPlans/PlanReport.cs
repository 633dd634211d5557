using InferenceModeler.Planning.Replays;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Everything that <c>plan</c> found.</summary>
/// <param name="Base">The plan of the scenario itself.</param>
/// <param name="Waiting">What it is worth not to wait a quarter; null where that was not asked.</param>
/// <param name="WhatIfs">Plans of edited scenarios.</param>
/// <param name="Worlds">The plan in many worlds; null where not asked for.</param>
/// <param name="Replayed">The plan in the simulator; null where not asked for.</param>
/// <param name="Feeders">Its power by site; null where not replayed.</param>
/// <param name="Device">What computed.</param>
/// <param name="Seconds">All of it.</param>
sealed record PlanReport(SolvedPlan Base, Waiting? Waiting, IReadOnlyList<WhatIf> WhatIfs, PlanWorlds? Worlds, IReadOnlyList<ReplayedPlace>? Replayed, IReadOnlyList<SiteFeeder>? Feeders, string Device, double Seconds);

/// <summary>The plan of an edited scenario.</summary>
/// <param name="Edit">As the user wrote it.</param>
/// <param name="Solved">Null where the edit leaves nothing to plan with.</param>
/// <param name="Reason">Why nothing is ordered; null where something is.</param>
sealed record WhatIf(string Edit, SolvedPlan? Solved, string? Reason)
{
    public PlanFigures? Figures { get; } = Solved is null ? null : PlanFigures.Of(Solved);
}
