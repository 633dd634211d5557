namespace InferenceModeler.Cli.Validating;

/// <summary>The JSON answer of <c>validate</c>; fractions, not percent.</summary>
static class ValidationDocument
{
    public static object Of(Validation v, int worst) => new
    {
        coefficients = v.Coefficients,
        rows = v.Points.Count,
        predicted = v.Predicted,
        skipped = v.Points.Count - v.Predicted,
        groups = v.Groups,
        warnings = v.Warnings,
        defaults = Listed(v.Defaults),
        remarks = Listed(v.Remarks),
        skips = Listed(v.Skips),
        worst = v.Worst(worst).Select(p => new
        {
            id = p.Point.Id,
            file = p.Point.File,
            metric = $"{p.Point.Metric}/{p.Point.Statistic}",
            measured = p.Point.Value,
            predicted = p.Predicted,
            low = p.Low,
            high = p.High,
            ape = p.AbsoluteError,
            deployment = p.Plan!.Plan.Deployment.ToString(),
            operators = p.Breakdown().Operators,
        }),
    };

    static object Listed(IReadOnlyList<(string Text, int Count)> list) => list.Select(l => new { text = l.Text, count = l.Count });
}
