namespace InferenceModeler.Planning.Problems;

/// <summary>Rent that has to be paid whatever is used.</summary>
/// <param name="Name">As the scenario calls it.</param>
/// <param name="Offers">Indices of the offers whose rent counts.</param>
/// <param name="LeastUsd">By quarter; 0 where it does not run.</param>
public sealed record PlanSpend(string Name, IReadOnlyList<int> Offers, IReadOnlyList<double> LeastUsd);
