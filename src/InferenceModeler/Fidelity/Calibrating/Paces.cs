using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>
/// The pace of a measured deployment: one factor on the time of its steps for each model on an accelerator under an engine in a weight format. It takes what the
/// coefficients leave, and is fitted after them and beside nothing else, so that what holds for one deployment alone never enters what is carried over to others.
/// </summary>
static class Paces
{
    // Deployments that the coefficients had not seen lay about this far from their predictions (logarithm).
    const double Deviation = 0.3;

    /// <summary>How far the pace of one deployment differs between releases and sites (logarithm), however often it was measured.</summary>
    public const double Drift = 0.15;

    /// <summary>Whether an entry is the pace of one deployment.</summary>
    public static bool Is(CoefficientEntry entry) => entry.Model is not null;

    /// <summary>A set with a pace of 1 for each deployment of these points that has none.</summary>
    public static CoefficientSet Added(CoefficientSet set, IEnumerable<FitPoint> points)
    {
        IEnumerable<CoefficientEntry> paces = points.Select(p => p.Plan.Plan.Deployment).DistinctBy(Key).Where(d => !set.Entries.Any(e => Is(e) && e.Holds(d)))
            .OrderBy(Key, StringComparer.Ordinal).Select(Neutral);
        return set with { Entries = [.. set.Entries, .. paces] };
    }

    /// <summary>Names the deployments that share a pace.</summary>
    public static string Key(Deployment d) => $"{d.Model.Id} {d.Accelerator.Id} {d.Engine.Id} {d.Engine.Era} {Format(d)}";

    static string Format(Deployment d) => CoefficientSet.MeasuredFormat(d.Precision.Weights).Name();

    static CoefficientEntry Neutral(Deployment d) => new(Coefficient.StepScale, 1, true, Standing.Assumed, 0, "start of the fit: neutral")
    {
        Model = d.Model.Id,
        Accelerator = d.Accelerator.Id,
        Engine = d.Engine.Id,
        Era = d.Engine.Era,
        Weights = Format(d),
        Deviation = Deviation,
    };
}
