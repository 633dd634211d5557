namespace InferenceModeler.Planning.Reports;

/// <summary>Accelerator-hours of a training job, by quarter.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Asked">What it needs.</param>
/// <param name="Undone">What of it the plan leaves undone.</param>
public sealed record JobHours(string Job, IReadOnlyList<double> Asked, IReadOnlyList<double> Undone)
{
    // Below this share a lack is rounding.
    const double Noticed = 1e-6;

    /// <summary>Of all jobs, in the order of the scenario.</summary>
    public static IReadOnlyList<JobHours> Of(Plan plan) => [.. plan.Problem.Training.Select((job, j) =>
    {
        double[] done = new double[plan.Problem.Quarters];
        foreach (Trained trained in plan.Trained.Where(t => t.Job == j)) done[trained.Quarter] += trained.Accelerators * plan.Problem.Hours[trained.Hour].HoursPerQuarter;
        return new JobHours(job.Name, job.AcceleratorHours, [.. job.AcceleratorHours.Select((asked, q) => asked - done[q] is var left && left > Noticed * asked ? left : 0)]);
    })];
}
