using InferenceModeler.Cost;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Cli.Sizing;

/// <summary>The JSON answer of <c>size</c>. Names carry units; only <c>run</c> may differ between two runs of the same question.</summary>
static class SizeDocument
{
    public static object Of(SizeAnswer answer, int top)
    {
        SizingQuestion q = answer.Input.Question;
        SizedDeployment? best = answer.Ranked is [SizedDeployment first, ..] ? first : null;
        return new
        {
            run = new
            {
                device = answer.Device,
                evaluations = answer.Evaluations,
                evaluationSeconds = answer.EvaluationSeconds,
                firstMillionSeconds = answer.FirstMillionSeconds,
                simulationSeconds = answer.SimulationSeconds,
                simulations = answer.Simulations,
            },
            model = q.Model.Id,
            workload = new
            {
                name = answer.Input.Workload.Name,
                source = answer.Input.Workload.Source,
                peakRequestsPerSecond = q.PeakRequestsPerSecond,
                peakToMean = q.PeakToMean,
                ownRequestsPerSecond = answer.Input.Workload.OwnRate?.MeanRequestsPerSecond,
                meanPromptTokens = q.Mix.MeanPromptTokens,
                meanCachedPromptTokens = q.Mix.MeanCachedPromptTokens,
                meanOutputTokens = q.Mix.MeanOutputTokens,
                tooLongShare = answer.Input.TooLongShare,
            },
            limits = new { ttftSeconds = q.Limits.TtftSeconds, tpotSeconds = q.Limits.TpotSeconds, e2eSeconds = q.Limits.E2eSeconds, percentile = q.Limits.Percentile },
            notes = answer.Input.Notes,
            missedAllSimulated = answer.HasMissedAll,
            deployments = answer.Deployments,
            shapes = answer.Input.Shapes.Shapes.Count,
            loads = answer.Loads,
            candidates = answer.Distinct().Take(top).Select(c => Candidate(c, answer)),
            cheaperOnPaper = answer.CheaperOnPaper is { } cheaper ? Candidate(cheaper, answer) : null,
            classes = answer.Classes.Select(Class),
            fleet = best?.Fleet.Entries.Select(Entry) ?? [],
            binding = best is null ? [] : Bindings.Of(q, best),
            rejected = answer.Rejected.Select(r => new { reason = r.Reason, count = r.Count, nearestMiss = r.NearestMiss }),
        };
    }

    // Multiples of the prediction between which 90% of measurements lie.
    static object Within(ClosedLoopSpreads spreads) => new
    {
        basis = spreads.Nearness,
        ttft = new { lowFactor = spreads.Ttft.LowFactor, highFactor = spreads.Ttft.HighFactor },
        tpot = new { lowFactor = spreads.Tpot.LowFactor, highFactor = spreads.Tpot.HighFactor },
    };

    static object Candidate(SizedDeployment s, SizeAnswer answer) => new
    {
        deployment = s.Deployment.ToString(),
        accelerator = s.Deployment.Accelerator.Id,
        layout = new { tp = s.Deployment.Layout.Tensor, pp = s.Deployment.Layout.Pipeline, ep = s.Deployment.Layout.Expert, dp = s.Deployment.Layout.Data },
        precision = s.Deployment.Precision.ToString(),
        engine = s.Deployment.Engine.Id,
        maxBatchedTokens = s.Deployment.Engine.MaxBatchedTokens,
        requestsPerSecondPerReplica = s.Capacity.RequestsPerSecond,
        simulatedRequestsPerSecond = s.Simulated?.RequestsPerSecond,
        closedFormRequestsPerSecond = s.ClosedFormRequestsPerSecond ?? s.Capacity.RequestsPerSecond,
        closedFormGap = s.ClosedFormGap,
        closedFormGapOf = s.Simulated is null ? s.Relative?.ToString() : s.Deployment.ToString(),
        mayBeCheaper = s.MayBeCheaper,
        within90 = Within(answer.Input.Coefficients.ClosedLoopSpreadsOf(s.Deployment)),
        replicasNeeded = s.Fleet.ReplicasNeeded,
        replicas = s.Fleet.Replicas,
        headroom = s.Fleet.Headroom,
        accelerators = s.Fleet.Accelerators,
        idleAccelerators = s.Fleet.IdleAccelerators,
        provider = s.Fleet.Entries[0].Offer.Instance.Provider,
        instance = s.Fleet.Entries[0].Offer.Instance.Name,
        instances = s.Fleet.Instances,
        usdPerHour = Known(s.Fleet.UsdPerHour),
        usdPerMillionTokens = Known(s.UsdPerMillionTokens),
        usdPerMillionOutputTokens = Known(s.UsdPerMillionOutputTokens),
        priceAssumed = s.IsPriceAssumed,
        priceDoubt = s.Fleet.Entries[0].Offer.Price?.Doubt ?? "unknown",
        kilowatts = s.PeakKilowatts,
        kilowattHoursPerDay = s.KilowattHoursPerDay,
        utilisation = s.Utilisation,
        ttftSeconds = Known(s.TtftSeconds),
        tpotSeconds = Known(s.TpotSeconds),
        closedFormTtftSeconds = s.Capacity.TtftSeconds,
        closedFormTpotSeconds = s.Capacity.TpotSeconds,
        e2eSeconds = s.Capacity.E2eSeconds,
        bound = s.Capacity.Bound,
        basis = s.Plan.Basis,
        wellFounded = s.IsWellFounded,
    };

    static object Class(LengthClass c) => new
    {
        mostPromptTokens = c.MostPromptTokens == int.MaxValue ? null : (int?)c.MostPromptTokens,
        mostOutputTokens = c.MostOutputTokens == int.MaxValue ? null : (int?)c.MostOutputTokens,
        share = c.Share,
        accelerator = c.Cheapest?.Accelerator.Id,
        deployment = c.Cheapest?.ToString(),
        usdPerMillionOutputTokens = Known(c.UsdPerMillionOutputTokens),
        runnerUp = c.RunnerUp?.Accelerator.Id,
        runnerUpUsdPerMillionOutputTokens = Known(c.RunnerUpUsdPerMillionOutputTokens),
    };

    static object Entry(FleetEntry e) => new
    {
        provider = e.Offer.Region.Provider,
        region = e.Offer.Region.Id,
        zone = e.Zone,
        deployment = e.Deployment.ToString(),
        instance = e.Offer.Instance.Name,
        instances = e.Instances,
        replicas = e.Replicas,
        purchase = e.Offer.Purchase,
        usdPerHour = Known(e.UsdPerHour),
    };

    static double? Known(double value) => double.IsFinite(value) ? value : null;
}
