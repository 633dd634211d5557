using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Reports;

/// <summary>A plan's money over the horizon, and per token.</summary>
public sealed record PlanCosts
{
    const double SecondsPerHour = 3600;

    /// <summary>Operating cost and capital charge.</summary>
    public required double TotalUsd { get; init; }

    /// <summary>Capital spent; what it costs a quarter is the capital charge.</summary>
    public required double CapexUsd { get; init; }

    public required double OpexUsd { get; init; }
    public required double CapitalChargeUsd { get; init; }

    /// <summary>Of the total, instances that train and serve nothing, and the energy of all training beyond idling.</summary>
    public required double TrainingUsd { get; init; }

    /// <summary>Of the total, what each request adds: energy beyond idling and egress.</summary>
    public required double VariableUsd { get; init; }

    public required IReadOnlyList<ClassCosts> Classes { get; init; }

    /// <summary>Share of what the fleet could serve that is served.</summary>
    public required double Utilisation { get; init; }

    /// <summary>On tokens served, idle hours paid too.</summary>
    public required TokenCosts Served { get; init; }

    /// <summary>On the tokens that the same fleet would serve if never idle.</summary>
    public TokenCosts Allocated => Served.Times(Utilisation);

    /// <summary>Of the classes with prices; null where none has.</summary>
    public double? RevenueUsd => Classes.Any(c => c.RevenueUsd is not null) ? Classes.Sum(c => c.RevenueUsd ?? 0) : null;

    /// <summary>(Revenue − cost) ÷ revenue of the classes with prices.</summary>
    public double? Margin => RevenueUsd is > 0 ? MarginAt(Utilisation) : null;

    /// <summary>The margin if the same fleet were used to another share: revenue and variable costs follow the use, the rest stays.</summary>
    public double MarginAt(double utilisation)
    {
        double use = utilisation / Utilisation, revenue = RevenueUsd ?? 0, cost = PricedUsd - PricedVariableUsd + PricedVariableUsd * use;
        return (revenue * use - cost) / (revenue * use);
    }

    /// <summary>Dollars per million tokens, input and output, if the same fleet were used to another share.</summary>
    public double UsdPerMillionTokensAt(double utilisation)
    {
        double use = utilisation / Utilisation, serving = TotalUsd - TrainingUsd;
        return serving > 0 ? Served.UsdPerMillionTokens * (serving - VariableUsd + VariableUsd * use) / (serving * use) : 0;
    }

    /// <summary>The use at which revenue pays for the fleet; null where there is no revenue, or none is enough.</summary>
    public double? BreakEvenUtilisation => RevenueUsd is { } revenue && revenue > PricedVariableUsd ? Utilisation * (PricedUsd - PricedVariableUsd) / (revenue - PricedVariableUsd) : null;

    double PricedUsd => Classes.Where(c => c.RevenueUsd is not null).Sum(c => c.Usd);

    double PricedVariableUsd => TotalUsd - TrainingUsd is > 0 and var serving ? VariableUsd * PricedUsd / serving : 0;

    public static PlanCosts Of(Plan plan, FleetScenario scenario)
    {
        PlanProblem problem = plan.Problem;
        double[] requests = new double[scenario.Classes.Count], busyUsd = new double[scenario.Classes.Count];
        double variable = 0;
        Dictionary<(int, int, string, bool), double> rents = Rents(plan);
        double Rent(int quarter, int site, int deployment, bool isSpot) =>
            problem.Deployments[deployment].InstancesPerUnit * rents.GetValueOrDefault((quarter, site, problem.Deployments[deployment].Instance, isSpot));
        foreach (Dispatch d in plan.Dispatch)
        {
            PlanDemand demand = problem.Demands[d.Demand];
            PlanDeployment deployment = problem.Deployments[d.Deployment];
            PlanSite site = problem.Sites[d.Site];
            double hours = problem.Hours[d.Hour].HoursPerQuarter, served = d.RequestsPerSecond * hours * SecondsPerHour;
            requests[demand.ClassIndex] += served;
            variable += served * (deployment.KwhPerRequest[demand.ClassIndex] * site.Pue * problem.ElectricityUsdPerKwh(d.Site, d.Deployment) + demand.GigabytesPerAnswer * site.EgressUsdPerGigabyte);
            busyUsd[demand.ClassIndex] += d.RequestsPerSecond / deployment.UnitCapacity[demand.ClassIndex, demand.BinOfSite[d.Site]] * hours / Quarter.Hours * Rent(d.Quarter, d.Site, d.Deployment, d.IsSpot);
        }
        double training = plan.Assignments.Where(a => problem.Deployments[a.Deployment].Training is not null).Sum(a => a.Units * Rent(a.Quarter, a.Site, a.Deployment, a.IsSpot));
        training += plan.Trained.Sum(t => t.Accelerators * problem.TrainingKilowatts(t.Job, t.Site, t.Deployment) * problem.Hours[t.Hour].HoursPerQuarter * problem.ElectricityUsdPerKwh(t.Site, t.Deployment));
        double total = plan.CostUsd, serving = total - training, busy = busyUsd.Sum();
        ClassCosts[] classes = [.. scenario.Classes.Select((c, i) => Of(c, requests[i], busy > 0 ? serving * busyUsd[i] / busy : serving / scenario.Classes.Count))];
        double input = classes.Sum(c => c.InputTokens), output = classes.Sum(c => c.OutputTokens);
        double accelerators = plan.Quarters.Sum(q => (double)q.Accelerators);
        return new()
        {
            TotalUsd = total,
            CapexUsd = plan.Quarters.Sum(q => q.CapexUsd),
            OpexUsd = plan.Quarters.Sum(q => q.OpexUsd),
            CapitalChargeUsd = plan.Quarters.Sum(q => q.CapitalChargeUsd),
            TrainingUsd = training,
            VariableUsd = variable,
            Classes = classes,
            Utilisation = accelerators > 0 ? plan.Quarters.Sum(q => q.Utilisation * q.Accelerators) / accelerators : 0,
            Served = new(
                classes.Sum(c => c.InputTokens * Number(c.Served.UsdPerMillionInputTokens)) / input, classes.Sum(c => c.OutputTokens * Number(c.Served.UsdPerMillionOutputTokens)) / output, serving / (input + output) * 1e6),
        };
    }

    static ClassCosts Of(DemandClass asked, double requests, double usd)
    {
        double input = requests * asked.Mix.MeanPromptTokens, output = requests * asked.Mix.MeanOutputTokens;
        double weight = asked.Prices is { UsdPerMillionInputTokens: > 0, UsdPerMillionOutputTokens: > 0 } priced ? priced.UsdPerMillionOutputTokens / priced.UsdPerMillionInputTokens : TokenCosts.OutputWeight;
        return new()
        {
            Class = asked.Name,
            Requests = requests,
            InputTokens = input,
            OutputTokens = output,
            Usd = usd,
            Served = TokenCosts.Of(usd, input, output, weight),
            RevenueUsd = asked.Prices is { } prices ? (input * prices.UsdPerMillionInputTokens + output * prices.UsdPerMillionOutputTokens) / 1e6 : null,
        };
    }

    // Mean price of an instance in a quarter by site, type and whether it is spot.
    static Dictionary<(int, int, string, bool), double> Rents(Plan plan) => plan.Standing
        .GroupBy(s => (s.Quarter, plan.Problem.Offers[s.Offer].Site, plan.Problem.Offers[s.Offer].Instance, plan.Problem.Offers[s.Offer].IsSpot))
        .ToDictionary(g => g.Key, g => g.Sum(s => s.Instances) is > 0 and var all ? g.Sum(s => s.Instances * plan.Problem.Offers[s.Offer].UsdPerQuarter) / all : 0);

    static double Number(double value) => double.IsFinite(value) ? value : 0;
}
