namespace InferenceModeler.Planning.Solving;

/// <summary>The dispatch of decided units in one quarter.</summary>
/// <param name="Dispatch">Who is served from where.</param>
/// <param name="Trained">What trains where.</param>
/// <param name="Usd">Objective of energy, egress and what goes short.</param>
/// <param name="ShortfallUsd">Of it, what goes short.</param>
/// <param name="DemandUsd">What it would be if all did.</param>
readonly record struct ServedQuarter(IReadOnlyList<Dispatch> Dispatch, IReadOnlyList<Trained> Trained, double Usd, double ShortfallUsd, double DemandUsd);
