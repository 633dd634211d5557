using Google.OrTools.LinearSolver;
using InferenceModeler.Planning.Problems;

namespace InferenceModeler.Planning.Solving;

/// <summary>Power, racks, quota, stock, capital and contracts.</summary>
sealed partial class SupplyBlock
{
    void AddLimits()
    {
        for (int q = 0; q < _problem.Quarters; q++)
        {
            for (int s = 0; s < _problem.Sites.Count; s++)
            {
                PlanSite site = _problem.Sites[s];
                Limit(Relaxation.Power, "power", site.Name, "kW", s, q, site.Kilowatts[q], o => o.Kilowatts);
                for (int h = 0; h < site.Halls.Count; h++)
                {
                    PlanHall hall = site.Halls[h];
                    int at = h;
                    Constraint? racks = Limit(Relaxation.Racks, "racks", hall.Name, "rack", s, q, hall.Racks[q], o => o.Hall == at ? o.Racks : 0);
                    if (hall.Order is not null && racks is not null) Fill(racks, s, h, q, hall.Racks[^1]);
                    Limit(Relaxation.Power, "power", hall.Name, "kW", s, q, hall.Kilowatts, o => o.Hall == at ? o.Kilowatts : 0);
                }
                foreach ((string limited, double quota) in site.Quota)
                    Limit(Relaxation.Quota, "quota", $"{site.Name}, {limited}", Unit(limited), s, q, quota, o => o.Counted(limited));
                foreach ((string limited, double stock) in site.StockPerQuarter) Grow(site, s, q, limited, stock);
            }
            if (_problem.Rules.CapitalUsdPerQuarter is { } capital) Spend(q, capital);
        }
    }

    // A hall that is ordered has its racks from then on.
    void Fill(Constraint racks, int site, int hall, int quarter, double most)
    {
        racks.SetUb(0);
        for (int q = 0; q <= quarter; q++)
            if (_halls.TryGetValue((site, hall, q), out Variable? built)) racks.SetCoefficient(built, -most);
    }

    Constraint? Limit(Relaxation family, string limit, string where, string unit, int site, int quarter, double most, Func<PlanOffer, double> share)
    {
        if (double.IsPositiveInfinity(most)) return null;
        Constraint row = _solver.MakeConstraint(double.NegativeInfinity, most);
        _taken.Add((site, quarter, share, row));
        for (int i = 0; i < _problem.Offers.Count; i++)
            if (_problem.Offers[i].Site == site && share(_problem.Offers[i]) is > 0 and var each)
                foreach (Variable variable in Standing(i, quarter)) row.SetCoefficient(variable, row.GetCoefficient(variable) + each);
        Keep(family, limit, where, quarter, unit, row, most);
        return row;
    }

    // A relaxed limit gives way at the price of many instances per doubling.
    void Keep(Relaxation family, string limit, string where, int quarter, string unit, Constraint row, double most)
    {
        Limits.Add((limit, where, quarter, unit, row));
        if (!_relaxed.HasFlag(family)) return;
        Variable excess = _solver.MakeNumVar(0, double.PositiveInfinity, "");
        row.SetCoefficient(excess, -1);
        _solver.Objective().SetCoefficient(excess, UsdPerExcess(_problem, most));
        Excesses.Add((limit, where, quarter, unit, excess));
    }

    /// <summary>Objective of one unit beyond a relaxed limit.</summary>
    public static double UsdPerExcess(PlanProblem problem, double most) => InstancesPerDoubling * problem.Offers.Max(o => o.UsdPerQuarter) / Math.Max(1, most);

    // A site grows by no more than its stock in a quarter; renewing what stands is no growth, and what moves takes nothing of the stock.
    void Grow(PlanSite site, int s, int quarter, string limited, double stock)
    {
        double before = quarter == 0 ? _problem.Offers.Where(o => o.Site == s).Sum(o => (double)(o.Held ?? 0) * o.Counted(limited)) : 0;
        Constraint row = _solver.MakeConstraint(double.NegativeInfinity, stock + before);
        double Share(PlanOffer o) => o.MovedFrom is null ? o.Counted(limited) : 0;
        _taken.Add((s, quarter, Share, row));
        _taken.Add((s, quarter - 1, o => -Share(o), row));
        for (int i = 0; i < _problem.Offers.Count; i++)
        {
            PlanOffer offer = _problem.Offers[i];
            double each = offer.Site == s ? Share(offer) : 0;
            if (each == 0) continue;
            foreach (Variable variable in Standing(i, quarter)) row.SetCoefficient(variable, row.GetCoefficient(variable) + each);
            if (quarter == 0) continue;
            foreach (Variable variable in Standing(i, quarter - 1)) row.SetCoefficient(variable, row.GetCoefficient(variable) - each);
        }
        Keep(Relaxation.Stock, "stock", $"{site.Name}, {limited}", quarter, Unit(limited), row, stock);
    }

    string Unit(string limited) => _problem.Offers.Any(o => o.Instance == limited) ? "instance" : "accelerator";

    void Spend(int quarter, double capital)
    {
        Constraint row = _solver.MakeConstraint(double.NegativeInfinity, capital);
        for (int i = 0; i < _problem.Offers.Count; i++)
        {
            PlanOffer offer = _problem.Offers[i];
            int arrives = quarter + (_relaxed.HasFlag(Relaxation.LeadTime) ? 0 : offer.LeadQuarters);
            if (offer.CapitalUsd > 0 && arrives < _problem.Quarters && _orders[i, arrives] is { } order) row.SetCoefficient(order, offer.CapitalUsd);
        }
        foreach (var ((site, hall, arrives), built) in _halls)
            if (_problem.Sites[site].Halls[hall].Order is { } order && arrives - order.LeadQuarters == quarter) row.SetCoefficient(built, order.CapitalUsd);
        Keep(Relaxation.Capital, "capital", "all sites", quarter, "$", row, capital);
    }

    // Rent, and what is paid without it, come to the least at least.
    void AddSpend(PlanSpend spend)
    {
        for (int q = 0; q < _problem.Quarters; q++)
        {
            if (spend.LeastUsd[q] <= 0) continue;
            Constraint row = _solver.MakeConstraint(double.NegativeInfinity, -spend.LeastUsd[q]);
            Variable unspent = _solver.MakeNumVar(0, spend.LeastUsd[q], "");
            row.SetCoefficient(unspent, -1);
            _solver.Objective().SetCoefficient(unspent, _problem.Objective.UsdWeight * Unused);
            foreach (int i in spend.Offers)
                foreach (Variable standing in Standing(i, q)) row.SetCoefficient(standing, -_problem.Offers[i].UsdPerQuarter);
            Limits.Add(("minimum-spend", spend.Name, q, "$", row));
        }
    }
}
