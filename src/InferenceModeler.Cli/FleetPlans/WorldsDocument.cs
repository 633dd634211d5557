using InferenceModeler.Worlds;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The part of the JSON answer that is about worlds.</summary>
static class WorldsDocument
{
    public static object Of(PlanWorlds w) => new
    {
        count = w.Worlds,
        seed = w.Seed,
        unservedUsd = w.UnservedUsd,
        sloKeptProbability = w.Outcome.SloKeptProbability,
        sloKeptByQuarter = w.Outcome.SloKeptByQuarter,
        powerExceededProbability = w.Outcome.PowerExceededProbability,
        powerExceededByQuarter = w.Outcome.PowerExceededByQuarter,
        usd = w.Outcome.Usd,
        provisionedMegawatts = w.ProvisionedMegawatts,
        peakMegawatts = w.Outcome.PeakMegawatts,
        worstUnservedShare = w.Outcome.WorstUnservedShare,
        tornado = w.Tornado.Select(b => new { factor = b.Factor, of = b.Of, low = b.Low, high = b.High }),
        plans = w.Regret.Outcomes.Select((o, i) => new
        {
            name = o.Name,
            growth = w.Candidates[i].Growth,
            margin = w.Candidates[i].Margin,
            sloKeptProbability = o.SloKeptProbability,
            powerExceededProbability = o.PowerExceededProbability,
            usd = o.Usd,
            usdWithUnserved = o.UsdWithUnserved,
            regretUsd = w.Regret.Usd[i],
            orders = o == w.Regret.BestInMean || o == w.Regret.BestAtTail ? w.Plans[i].Orders.Select(PlanDocument.Order) : null,
        }),
        bestInMean = w.Regret.BestInMean.Name,
        bestAtTail = w.Regret.BestAtTail.Name,
        mostKept = w.Regret.MostKept.Name,
        priceOfRobustnessUsd = w.Regret.PriceOfRobustnessUsd,
        priceOfKeepingUsd = w.Regret.PriceOfKeepingUsd,
        withoutPlan = w.WithoutPlan,
    };
}
