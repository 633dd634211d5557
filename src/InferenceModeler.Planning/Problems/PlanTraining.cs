namespace InferenceModeler.Planning.Problems;

/// <summary>Training beside inference.</summary>
/// <param name="Name">As the scenario calls it.</param>
/// <param name="AcceleratorId">What it runs on.</param>
/// <param name="AcceleratorHours">By quarter.</param>
/// <param name="BlockAccelerators">Accelerators that it needs together where it may not be preempted.</param>
/// <param name="IsPreemptible">Whether it may use what inference leaves idle.</param>
/// <param name="PowerShare">Power while training ÷ nameplate.</param>
public sealed record PlanTraining(string Name, string AcceleratorId, IReadOnlyList<double> AcceleratorHours, int BlockAccelerators, bool IsPreemptible, double PowerShare = 1);
