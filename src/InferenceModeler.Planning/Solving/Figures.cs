using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Money, power, carbon and use of one quarter.</summary>
static class Figures
{
    const double SecondsPerHour = 3600;

    public static QuarterFigures Of(PlanProblem problem, int quarter, Incumbent best, IReadOnlyList<Assignment> assignments)
    {
        double accelerators = 0, kilowatts = 0, hectares = 0, opex = 0, charge = 0, capex = 0, kwh = 0, kilograms = 0, litres = 0;
        void DrawsAlways(int site, double always)
        {
            kwh += always * Quarter.Hours;
            litres += always * Quarter.Hours / problem.Sites[site].Pue * problem.Sites[site].WaterLitresPerKwh;
            kilograms += always * problem.CarbonKgPerKilowatt(site);
        }
        for (int i = 0; i < problem.Offers.Count; i++)
        {
            PlanOffer offer = problem.Offers[i];
            PlanSite site = problem.Sites[offer.Site];
            double standing = best.Standing[i, quarter];
            accelerators += standing * offer.Accelerators;
            kilowatts += standing * offer.Kilowatts;
            if (offer.IsOwned) hectares += standing * offer.Kilowatts / 1000 * site.HectaresPerMegawatt;
            charge += standing * offer.CapitalChargeUsdPerQuarter;
            opex += standing * (offer.UsdPerQuarter - offer.CapitalChargeUsdPerQuarter);
            DrawsAlways(offer.Site, standing * offer.IdleKilowatts);
            int arrives = quarter + offer.LeadQuarters;
            if (arrives >= problem.Quarters) continue;
            capex += best.Orders[i, arrives] * offer.CapitalUsd;
            opex += best.Orders[i, arrives] * offer.OnceUsd;
        }
        foreach ((int s, int h, int arrives) in best.Halls)
        {
            HallOrder order = problem.Sites[s].Halls[h].Order!;
            if (arrives <= quarter) charge += order.ChargeUsdPerQuarter;
            if (arrives - order.LeadQuarters == quarter) capex += order.CapitalUsd;
        }
        double unspent = problem.MinimumSpends.Sum(m => Math.Max(0, m.LeastUsd[quarter] - m.Offers.Sum(i => best.Standing[i, quarter] * problem.Offers[i].UsdPerQuarter)));
        opex += unspent;
        double served = 0, busy = 0;
        Dictionary<(int, int, bool), (double Requests, double Units)> carried = [];
        foreach (Dispatch d in best.Dispatch)
        {
            if (d.Quarter != quarter) continue;
            PlanDemand demand = problem.Demands[d.Demand];
            PlanDeployment deployment = problem.Deployments[d.Deployment];
            PlanSite site = problem.Sites[d.Site];
            double hours = problem.Hours[d.Hour].HoursPerQuarter, requests = d.RequestsPerSecond * hours * SecondsPerHour;
            double energy = requests * deployment.KwhPerRequest[demand.ClassIndex] * site.Pue, units = d.RequestsPerSecond / deployment.UnitCapacity[demand.ClassIndex, demand.BinOfSite[d.Site]];
            served += requests;
            kwh += energy;
            litres += energy / site.Pue * site.WaterLitresPerKwh;
            kilograms += energy * site.CarbonKgPerKwh[d.Hour];
            opex += energy * problem.ElectricityUsdPerKwh(d.Site, d.Deployment) + requests * demand.GigabytesPerAnswer * site.EgressUsdPerGigabyte;
            busy += units * hours * deployment.AcceleratorsPerUnit;
            (double r, double u) = carried.GetValueOrDefault((d.Site, d.Deployment, d.IsSpot));
            carried[(d.Site, d.Deployment, d.IsSpot)] = (r + d.RequestsPerSecond * hours, u + units * hours);
        }
        foreach (Assignment a in assignments.Where(a => a.Quarter == quarter))
        {
            double running = a.Units * problem.RunningKilowatts(a.Site, a.Deployment);
            DrawsAlways(a.Site, running);
            opex += running * Quarter.Hours * problem.ElectricityUsdPerKwh(a.Site, a.Deployment);
        }
        double trainingKwh = 0;
        foreach (Trained t in best.Trained.Where(t => t.Quarter == quarter))
        {
            PlanSite site = problem.Sites[t.Site];
            double energy = t.Accelerators * problem.TrainingKilowatts(t.Job, t.Site, t.Deployment) * problem.Hours[t.Hour].HoursPerQuarter;
            trainingKwh += energy;
            litres += energy / site.Pue * site.WaterLitresPerKwh;
            kilograms += energy * site.CarbonKgPerKwh[t.Hour];
            opex += energy * problem.ElectricityUsdPerKwh(t.Site, t.Deployment);
        }
        kwh += trainingKwh;
        double capacity = 0, serving = 0;
        foreach (Assignment a in assignments.Where(a => a.Quarter == quarter))
        {
            if (problem.Deployments[a.Deployment].Training is not null) continue;
            if (!carried.TryGetValue((a.Site, a.Deployment, a.IsSpot), out (double Requests, double Units) its)) its = Asked(problem, quarter, new(a.Site, a.Deployment, a.IsSpot));
            if (its.Units > 0) capacity += a.Units * its.Requests / its.Units;
            serving += a.Units * problem.Deployments[a.Deployment].AcceleratorsPerUnit;
        }
        double AskedIn(int hour) => Enumerable.Range(0, problem.Demands.Count).Sum(d => problem.Rate(d, quarter, hour));
        double demanded = Enumerable.Range(0, problem.Demands.Count).Sum(d => problem.Demands[d].IsDeferrable
            ? problem.Demands[d].RequestsPerQuarter(quarter)
            : problem.Hours.Select((h, j) => problem.Rate(d, quarter, j) * h.HoursPerQuarter * SecondsPerHour).Sum());
        return new()
        {
            Quarter = problem.First + quarter,
            DemandRequestsPerSecond = Enumerable.Range(0, problem.Hours.Count).Max(AskedIn),
            CapacityRequestsPerSecond = capacity,
            Utilisation = serving > 0 ? busy / (serving * problem.Hours.Sum(h => h.HoursPerQuarter)) : 0,
            Accelerators = (int)accelerators,
            Megawatts = kilowatts / 1000,
            MegawattHours = kwh / 1000,
            TrainingMegawattHours = trainingKwh / 1000,
            CapexUsd = capex,
            OpexUsd = opex,
            UnspentUsd = unspent,
            CapitalChargeUsd = charge,
            TonnesCo2 = kilograms / 1000,
            WaterCubicMetres = litres / 1000,
            Hectares = hectares,
            ServedRequests = Math.Min(served, demanded),
            DemandedRequests = demanded,
        };
    }

    // Of all that a pool may serve, which only stands ready, and the units that it would take.
    static (double Requests, double Units) Asked(PlanProblem problem, int quarter, Pool pool)
    {
        double requests = 0, units = 0;
        for (int d = 0; d < problem.Demands.Count; d++)
        {
            if (pool.Capacity(problem, d) is not (> 0 and var capacity)) continue;
            double rate = problem.Demands[d].RequestsPerQuarter(quarter);
            requests += rate;
            units += rate / capacity;
        }
        return (requests, units);
    }
}
