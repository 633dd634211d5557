using InferenceModeler.Cost;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Fidelity.Calibrating;

/// <summary>
/// The pace of a measured deployment: factors of its own for each model on an accelerator under an engine in a weight format, on the time of its steps, on what
/// others' prompts add to them and on the floors of its layers. They take what the coefficients leave, and are fitted after them and beside nothing else, so that what holds for one deployment alone never enters what is carried over to others.
/// </summary>
static class Paces
{
    // Deployments that the coefficients had not seen lay about this far from their predictions (logarithm).
    const double Deviation = 0.3;

    // Chosen by the errors on loads and layouts that a fit was not shown, and on other builds of the same engines: what its first tokens have of their own
    // is lost with the next build.
    static readonly Coefficient[] s_paced = [Coefficient.StepScale, Coefficient.PrefillInterference, Coefficient.LayerSeconds];

    /// <summary>How far the pace of one deployment differs between releases and sites (logarithm), however often it was measured.</summary>
    public const double Drift = 0.15;

    /// <summary>Whether an entry is the pace of one deployment.</summary>
    public static bool Is(CoefficientEntry entry) => entry.Model is not null;

    /// <summary>A set with paces of 1 for each deployment of these points that has none.</summary>
    public static CoefficientSet Added(CoefficientSet set, IEnumerable<FitPoint> points)
    {
        IEnumerable<CoefficientEntry> paces = points.Select(p => p.Plan.Plan.Deployment).DistinctBy(Key).OrderBy(Key, StringComparer.Ordinal)
            .SelectMany(d => s_paced.Where(c => !set.Entries.Any(e => Is(e) && e.Coefficient == c && e.Holds(d))).Select(c => Neutral(d, c)));
        return set with { Entries = [.. set.Entries, .. paces] };
    }

    /// <summary>Names the deployments that share a pace.</summary>
    public static string Key(Deployment d) => $"{d.Model.Id} {d.Accelerator.Id} {d.Engine.Id} {d.Engine.Era} {Format(d)}";

    static string Format(Deployment d) => CoefficientSet.MeasuredFormat(d.Precision.Weights).Name();

    static CoefficientEntry Neutral(Deployment d, Coefficient paced) => new(paced, 1, true, Standing.Assumed, 0, "start of the fit: neutral")
    {
        Model = d.Model.Id,
        Accelerator = d.Accelerator.Id,
        Engine = d.Engine.Id,
        Era = d.Engine.Era,
        Weights = Format(d),
        Deviation = Deviation,
    };
}
