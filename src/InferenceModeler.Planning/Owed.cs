namespace InferenceModeler.Planning;

/// <summary>What is still to be paid after the horizon for what stands at its end; no part of the plan's cost or objective.</summary>
/// <param name="CommitmentsUsd">Rent of terms that go on.</param>
/// <param name="CapitalChargesUsd">Annuities over what is left of the lives of owned servers.</param>
public readonly record struct Owed(double CommitmentsUsd, double CapitalChargesUsd)
{
    public double Usd => CommitmentsUsd + CapitalChargesUsd;
}
