using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>How far the logarithm of an entry may stray from where it starts: base values from their start, factors from 1.</summary>
static class Priors
{
    /// <summary>Standard deviation of the logarithm; 0 holds the entry fixed.</summary>
    public static double Deviation(CoefficientEntry entry)
    {
        if (entry.Value == 0) return 0;
        bool efficiency = CoefficientSet.IsShare(entry.Coefficient);
        return (entry.Coefficient, entry.IsFactor) switch
        {
            ( >= Coefficient.IdlePowerShare, true) => 0.1,
            ( >= Coefficient.IdlePowerShare, false) => 0.2,
            (Coefficient.RoofRoundness or Coefficient.FloorRoundness, _) => 0.2,
            (Coefficient.ElementwiseEfficiency, _) => 0.1,
            (Coefficient.FirstTokenSeconds or Coefficient.FirstTokenSteps, true) => 0.6,
            (_, true) => entry.Era is not null ? 0.4 : efficiency ? 0.12 : 0.25,
            (_, false) => efficiency ? 0.3 : 0.6,
        };
    }

    public static double Centre(CoefficientEntry entry) => entry.IsFactor || entry.Value == 0 ? 0 : Math.Log(entry.Value);
}
