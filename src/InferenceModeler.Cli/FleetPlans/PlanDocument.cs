using InferenceModeler.Fleets;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Reports;

namespace InferenceModeler.Cli.FleetPlans;

/// <summary>The JSON answer of <c>plan</c>. Names carry units; only <c>run</c> may differ between two runs of the same question.</summary>
static class PlanDocument
{
    public static object Of(PlanReport report)
    {
        SolvedPlan solved = report.Base;
        Plan? plan = solved.Plan;
        return new
        {
            run = new { device = report.Device, seconds = report.Seconds, buildSeconds = solved.BuildSeconds, solveSeconds = solved.SolveSeconds },
            scenario = Scenario(solved.Scenario),
            notes = solved.Notes,
            reason = solved.Reason,
            optimalityGap = plan?.OptimalityGap,
            gapUsd = solved.GapUsd,
            timeLimited = solved.IsTimeLimited,
            objective = plan?.Objective,
            bound = plan?.Bound,
            objectiveUnit = solved.ObjectiveUnit,
            boundBasis = plan?.BoundBasis,
            unservedShare = plan?.UnservedShare,
            leastUnservedShare = plan?.LeastUnservedShare,
            orders = plan?.Orders.Select(Order) ?? [],
            quarters = plan?.Quarters.Select(Quarter) ?? [],
            binding = plan?.Binding.Select(b => new { limit = b.Limit, where = b.Where, firstQuarter = b.First.ToString(), worth = b.Worth, worthUnit = PlanTables.GoesShort(plan) ? "objective with unserved requests" : solved.ObjectiveUnit, unit = b.Unit }) ?? [],
            cost = solved.Costs is { } costs ? Cost(costs) : null,
            owedAfterHorizonUsd = plan?.Owed.Usd,
            owedCommitmentsUsd = plan?.Owed.CommitmentsUsd,
            owedCapitalChargesUsd = plan?.Owed.CapitalChargesUsd,
            capacities = solved.Built.Rates.Select(r => Capacity(solved, r)),
            fleet = plan is null ? [] : SiteFleet.Of(plan).Select(f => Fleet(plan, f)),
            flows = plan is null ? [] : Flow.Of(plan).Select(f => new { @class = f.Class, users = f.Users, site = f.Site, meanRequestsPerSecond = f.MeanRequestsPerSecond, share = f.Share }),
            training = plan is null ? [] : JobHours.Of(plan).Select(j => new { name = j.Job, acceleratorHours = j.Asked.Sum(), undoneAcceleratorHours = j.Undone.Sum(), undoneByQuarter = j.Undone }),
            catchUp = plan is null ? null : CatchUp(Planning.Reports.CatchUp.Of(plan, solved.Costs!)),
            weeks = solved.Weeks.Select(w => new { quarter = w.Quarter.ToString(), allUp = w.AllUp, zoneLost = w.ZoneLost, unservedShare = w.UnservedShare }),
            waiting = report.Waiting,
            conflicts = solved.Answer.Conflicts.Select(Conflict),
            rejected = solved.Built.Rejections,
            worlds = report.Worlds is { } worlds ? WorldsDocument.Of(worlds) : null,
            replay = report.Replayed?.Select(Replay),
            feeders = report.Feeders?.Select(FeederTables.Document),
            whatIfs = report.WhatIfs.Select(w => WhatIf(w, solved)),
        };
    }

    static object Scenario(FleetScenario s) => new
    {
        name = s.Name,
        firstQuarter = s.First.ToString(),
        quarters = s.Quarters,
        growth = s.Growth,
        objective = new { usdWeight = s.Objective.UsdWeight, usdPerTonne = s.Objective.UsdPerTonne, usdPerAcceleratorQuarter = s.Objective.UsdPerAcceleratorQuarter },
    };

    static object Conflict(Conflict c) => new { limit = c.Limit, detail = c.Detail, objective = c.CostUsd, ofWholeInstances = c.IsWhole };

    public static object Order(Order o) => new
    {
        quarter = o.Quarter.ToString(),
        arrives = o.Arrives.ToString(),
        site = o.Site,
        deployment = o.Deployment,
        instance = o.Instance,
        instances = o.Instances,
        accelerators = o.Accelerators,
        purchase = o.Purchase,
        usdPerQuarter = o.UsdPerQuarter,
        capitalUsd = o.CapitalUsd,
        onceUsd = o.OnceUsd,
    };

    static object Quarter(QuarterFigures q) => new
    {
        quarter = q.Quarter.ToString(),
        demandRequestsPerSecond = q.DemandRequestsPerSecond,
        capacityRequestsPerSecond = q.CapacityRequestsPerSecond,
        utilisation = q.Utilisation,
        accelerators = q.Accelerators,
        megawatts = q.Megawatts,
        megawattHours = q.MegawattHours,
        trainingMegawattHours = q.TrainingMegawattHours,
        capexUsd = q.CapexUsd,
        opexUsd = q.OpexUsd,
        unspentUsd = q.UnspentUsd,
        capitalChargeUsd = q.CapitalChargeUsd,
        costUsd = q.CostUsd,
        tonnesCo2 = q.TonnesCo2,
        waterCubicMetres = q.WaterCubicMetres,
        hectares = q.Hectares,
        landSquareMetres = q.LandSquareMetres,
        servedRequests = q.ServedRequests,
        unservedRequests = q.UnservedRequests,
    };

    static object Cost(PlanCosts c) => new
    {
        totalUsd = c.TotalUsd,
        capexUsd = c.CapexUsd,
        opexUsd = c.OpexUsd,
        capitalChargeUsd = c.CapitalChargeUsd,
        trainingUsd = c.TrainingUsd,
        usdPerMillionInputTokens = c.Served.UsdPerMillionInputTokens,
        usdPerMillionOutputTokens = c.Served.UsdPerMillionOutputTokens,
        usdPerMillionTokens = c.Served.UsdPerMillionTokens,
        allocated = c.Allocated,
        utilisation = c.Utilisation,
        revenueUsd = c.RevenueUsd,
        margin = c.Margin,
        breakEvenUtilisation = c.BreakEvenUtilisation,
        marginByUtilisation = c.Utilisation > 0 ? Enumerable.Range(1, 20).Select(n => n / 20.0).Select(used => new { utilisation = used, margin = c.Margin is null ? (double?)null : c.MarginAt(used), usdPerMillionTokens = c.UsdPerMillionTokensAt(used) }) : [],
        classes = c.Classes.Select(k => new
        {
            name = k.Class,
            requests = k.Requests,
            inputTokens = k.InputTokens,
            outputTokens = k.OutputTokens,
            usd = k.Usd,
            usdPerMillionInputTokens = k.Served.UsdPerMillionInputTokens,
            usdPerMillionOutputTokens = k.Served.UsdPerMillionOutputTokens,
            usdPerMillionTokens = k.Served.UsdPerMillionTokens,
            revenueUsd = k.RevenueUsd,
            margin = k.Margin,
        }),
    };

    static object Capacity(SolvedPlan solved, ReplicaRate rate) => new
    {
        deployment = solved.Built.Problem.Deployments[rate.Deployment].Name,
        instance = solved.Built.Problem.Deployments[rate.Deployment].Instance,
        @class = rate.Class,
        isUsed = solved.Plan?.Assignments.Any(a => a.Deployment == rate.Deployment) ?? false,
        basis = rate.IsSimulated ? "simulated" : "closed-form",
        requestsPerSecondPerReplica = rate.Counted,
        simulatedRequestsPerSecond = rate.Simulated,
        closedFormRequestsPerSecond = rate.ClosedForm,
        closedFormGap = rate.ClosedFormGap,
        margin = solved.Scenario.Capacity.Margin,
    };

    static object Fleet(Plan plan, SiteFleet f) => new
    {
        site = f.Site,
        instance = f.Offer.Instance,
        accelerator = f.Offer.AcceleratorId,
        purchase = f.Offer.Purchase,
        deployments = f.Deployments,
        held = f.Offer.Held,
        kept = f.IsHeld ? f.Kept : (int?)null,
        moved = f.IsHeld ? f.Moved : (int?)null,
        givenUp = f.IsHeld ? f.GivenUp : (int?)null,
        retiredFrom = f.RetiredFrom is { } q ? (plan.Problem.First + q).ToString() : null,
        instancesByQuarter = f.Instances,
        acceleratorsByQuarter = f.Instances.Select(n => n * f.Offer.Accelerators),
        megawattsByQuarter = f.Instances.Select(n => n * f.Offer.Kilowatts / 1000),
    };

    static object CatchUp(CatchUp c) => new { from = c.From?.ToString(), capitalIntensity = c.CapitalIntensity, unservedShare = c.UnservedShare };

    static object WhatIf(WhatIf w, SolvedPlan from) => new
    {
        edit = w.Edit,
        reason = w.Reason,
        optimalityGap = w.Solved?.Plan?.OptimalityGap,
        gapUsd = w.Solved?.GapUsd,
        timeLimited = w.Solved?.IsTimeLimited,
        totalUsd = w.Figures?.TotalUsd,
        carbonUsd = w.Figures?.CarbonUsd,
        accelerators = w.Figures?.Accelerators,
        peakMegawatts = w.Figures?.PeakMegawatts,
        tonnesCo2 = w.Figures?.TonnesCo2,
        unservedShare = w.Figures?.UnservedShare,
        binding = w.Figures?.Binding,
        conflicts = w.Solved?.Answer.Conflicts.Select(Conflict) ?? [],
        difference = w.Figures is { } there && PlanFigures.Of(from) is { } here ? there.Minus(here) : null,
        orders = w.Solved?.Plan?.Orders.Select(Order) ?? [],
    };

    static object Replay(ReplayedPlace r) => new
    {
        site = r.Worst.Site,
        deployment = r.Worst.Deployment,
        demand = r.Worst.Demand,
        zoneLost = r.Worst.ZoneLost,
        hours = r.Hours,
        hoursKept = r.Kept,
        worst = new { quarter = r.Worst.Quarter.ToString(), hourOfWeek = r.Worst.HourOfWeek, requestsPerSecond = r.Worst.RequestsPerSecond, replicas = r.Worst.Replicas, promised = r.Worst.Needed, attained = r.Worst.Attained, verdict = r.Worst.Verdict },
    };
}
