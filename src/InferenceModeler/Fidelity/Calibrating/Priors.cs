using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>
/// How far the logarithm of an entry may stray from where it starts: what was fitted before from its value, what was assumed from there (base values) or from 1
/// (factors).
/// </summary>
static class Priors
{
    /// <summary>Standard deviation of the logarithm; 0 holds the entry fixed.</summary>
    public static double Deviation(CoefficientEntry entry)
    {
        if (entry.Value == 0) return 0;
        if (entry.Deviation is { } own) return Paces.Is(entry) ? Math.Max(own, Paces.Drift) : own;
        bool efficiency = CoefficientSet.IsShare(entry.Coefficient);
        return (entry.Coefficient, entry.IsFactor) switch
        {
            (_, true) when CoefficientSet.IsPower(entry.Coefficient) => 0.17,
            (_, false) when CoefficientSet.IsPower(entry.Coefficient) => 0.35,
            (Coefficient.RoofRoundness, _) => 0.2,
            (Coefficient.ElementwiseEfficiency, _) => 0.1,
            (Coefficient.FirstTokenSeconds or Coefficient.FirstTokenSteps, true) => 0.6,
            (_, true) => entry.Era is not null ? 0.6 : (IsApart(entry) ? 2 : 1) * (efficiency ? 0.12 : 0.25),
            (_, false) => efficiency ? 0.3 : 0.6,
        };
    }

    /// <summary>Whether it tells apart what shares little with the bulk of the measurements: another vendor's kernels.</summary>
    static bool IsApart(CoefficientEntry entry) => entry.Engine is "neuron" or "generic" || entry.Family is "cdna3" or "cdna4";

    public static double Centre(CoefficientEntry entry) =>
        entry.Value == 0 || (entry.IsFactor && entry.Standing == Standing.Assumed) ? 0 : Math.Log(entry.Value);
}
