using InferenceModeler.Cost;
using InferenceModeler.Models;

namespace InferenceModeler.Cli.Explaining;

/// <summary>The JSON answer of <c>explain</c>.</summary>
static class ExplainDocument
{
    public static object Of(Explanation e) => new
    {
        model = e.Plan.Deployment.Model.Id,
        deployment = e.Plan.Deployment.ToString(),
        request = new { promptTokens = e.Shape.PromptTokens, outputTokens = e.Shape.OutputTokens, cachedPromptTokens = e.Shape.CachedPromptTokens },
        concurrency = e.Concurrency,
        notes = e.Notes,
        ttftSeconds = e.Point.TtftSeconds.Value,
        tpotSeconds = e.Point.TpotSeconds.Value,
        e2eSeconds = e.Point.E2eSeconds.Value,
        requestsPerSecond = e.Point.RequestsPerSecond.Value,
        outputTokensPerSecond = e.Point.OutputTokensPerSecond.Value,
        kvOccupancy = e.Point.KvOccupancy.Value,
        powerWatts = e.Point.PowerWatts.Value,
        usdPerMillionOutputTokens = e.Plan.UsdPerHour is null ? null : (double?)e.Point.UsdPerMillionOutputTokens.Value,
        joulesPerOutputToken = e.Point.JoulesPerOutputToken.Value,
        within90 = new
        {
            basis = e.Spreads.Nearness,
            ttftSeconds = Within(e.Point.TtftSeconds.Value, e.Spreads.Ttft),
            tpotSeconds = Within(e.Point.TpotSeconds.Value, e.Spreads.Tpot),
            e2eSeconds = Within(e.Point.E2eSeconds.Value, e.Spreads.EndToEnd),
            outputTokensPerSecond = Within(e.Point.OutputTokensPerSecond.Value, e.Spreads.Throughput),
        },
        decodeStep = Step(e.DecodeStep),
        mixedStep = Step(e.MixedStep),
        memory = e.Plan.Budget,
        sensitivities = e.Sensitivities.Select(s => new { input = s.Input, ttft = s.Ttft, tpot = s.Tpot, throughput = s.Throughput, usdPerToken = s.UsdPerToken }),
        heldFixed = new[] { "the sequences that fit", "which collective algorithm is faster" },
        accelerator = new
        {
            id = e.Plan.Deployment.Accelerator.Id,
            memoryBytesPerSecond = e.Plan.Deployment.Accelerator.MemoryBytesPerSecond,
            denseFlopPerSecond = e.Plan.Deployment.Accelerator.DenseFlopPerSecond.OrderBy(f => f.Key).ToDictionary(f => f.Key.Name(), f => f.Value),
            powerWatts = e.Plan.Deployment.Accelerator.PowerWatts,
            powerIsEstimated = e.Plan.Deployment.Accelerator.PowerIsEstimated,
            provenance = e.Plan.Deployment.Accelerator.Provenance,
        },
        coefficients = e.Plan.Resolved.Select(c => new
        {
            name = c.Coefficient,
            value = c.Value,
            standing = c.Standing,
            points = c.Points,
            deviation = c.Deviation,
            sources = c.Entries.Select(x => x.Source).Distinct(),
        }),
    };

    static object Within(double predicted, ErrorSpread spread) => new { low = predicted * spread.LowFactor, high = predicted * spread.HighFactor };

    static object Step(StepBreakdown step) => new { seconds = step.Seconds, operators = step.Operators };
}
