using InferenceModeler.Cost;

namespace InferenceModeler.Fidelity;

/// <summary>A measured point and what became of it.</summary>
/// <param name="Point">The point.</param>
/// <param name="Plan">Its plan; null where it was skipped.</param>
/// <param name="Predicted">NaN where skipped.</param>
/// <param name="Low">Lower end of the 90% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Status">Begins with <c>predicted</c> or <c>skipped</c>.</param>
public sealed record ScoredPoint(MeasuredPoint Point, PointPlan? Plan, double Predicted, double Low, double High, string Status)
{
    // A figure this far off is more likely in another unit than mispredicted.
    const double OtherUnitMultiple = 300;

    const string SkippedPrefix = "skipped: ";

    /// <summary>A point that is not predicted.</summary>
    public static ScoredPoint Skipped(MeasuredPoint point, string reason) => new(point, null, double.NaN, double.NaN, double.NaN, $"{SkippedPrefix}{reason}");

    /// <summary>Why it was skipped; empty where it was not.</summary>
    public string Reason => Status.StartsWith(SkippedPrefix, StringComparison.Ordinal) ? Status[SkippedPrefix.Length..] : "";

    public bool IsPredicted => Plan is not null;

    /// <summary>predicted / measured − 1.</summary>
    public double SignedError => Predicted / Point.Value - 1;

    public double AbsoluteError => Math.Abs(SignedError);

    /// <summary>Whether the measurement is so far off that its unit is to be doubted.</summary>
    public bool IsInOtherUnit => IsPredicted && Point.Value / Predicted is > OtherUnitMultiple or < 1 / OtherUnitMultiple;

    public bool IsCovered => Point.Value >= Low && Point.Value <= High;

    /// <summary>The step that makes the figure, operator by operator: a prefill for TTFT, else a decode step.</summary>
    public StepBreakdown Breakdown()
    {
        PlannedDeployment p = Plan!.Plan;
        if (Point.Metric is not ("ttft_s" or "prefill_s"))
        {
            Batch<Numerics.Precise> decode = Forecast.DecodeBatch(Point, Plan, Predicted);
            return StepBreakdown.Of(in p.Facts, in p.Prepared, in decode);
        }
        Batch<Numerics.Precise> chunk = Replica.MeanChunk<Numerics.Precise>(in p.Limits, new(Plan.PromptTokens - Plan.CachedTokens), new(Plan.CachedTokens), out _);
        return StepBreakdown.Of(in p.Facts, in p.Prepared, in chunk);
    }
}
