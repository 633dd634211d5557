using Google.OrTools.LinearSolver;
using InferenceModeler.Fleets;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Planning.Replays;

/// <summary>
/// Dispatches every hour of the week over the fleet that a plan has: plans are made on typical hours, this takes all 168 (of those that another one covers in every demand, the other). Each hour by itself is a linear program over sites and deployments,
/// within latency, residency and networks; what may wait, and training, are spread over all hours of the quarter at once.
/// </summary>
public static class WeekDispatch
{
    const double Most = 100, BitsPerByte = 8;

    /// <returns>By quarter.</returns>
    public static IReadOnlyList<CheckedWeek> Of(Plan plan) => [.. Enumerable.Range(0, plan.Problem.Quarters).Select(q => Quarter(plan, q))];

    static CheckedWeek Quarter(Plan plan, int quarter)
    {
        PlanProblem problem = plan.Problem;
        Assignment[] fleet = [.. plan.Assignments.Where(a => a.Quarter == quarter)];
        return new(problem.First + quarter, Worst(problem, fleet, quarter, isZoneLost: false), problem.Rules.SurvivesZoneLoss ? Worst(problem, fleet, quarter, isZoneLost: true) : null, Unserved(problem, fleet, quarter));
    }

    // One program, whose demand is that of one hour after another.
    static CheckedHour? Worst(PlanProblem problem, Assignment[] fleet, int quarter, bool isZoneLost)
    {
        int[] demands = [.. Enumerable.Range(0, problem.Demands.Count).Where(d => !problem.Demands[d].IsDeferrable)];
        Assignment[] serving = [.. fleet.Where(a => !a.IsSpot && problem.Deployments[a.Deployment].Training is null)];
        using Solver solver = Solvers.Sturdy();
        Variable headroom = solver.MakeNumVar(0, Most, "");
        solver.Objective().SetCoefficient(headroom, -1);
        Constraint[] asked = [.. demands.Select(_ => solver.MakeConstraint(0, double.PositiveInfinity))];
        Constraint[] ingress = [.. problem.Sites.Select(s => solver.MakeConstraint(double.NegativeInfinity, s.IngressGbitPerSecond))], egress = [.. problem.Sites.Select(s => solver.MakeConstraint(double.NegativeInfinity, s.EgressGbitPerSecond))];
        foreach (Assignment units in serving)
        {
            double up = units.Units * problem.UpShare;
            Constraint busy = solver.MakeConstraint(double.NegativeInfinity, isZoneLost ? Math.Min(up, units.Units - units.UnitsOfFullestZone) : up);
            for (int i = 0; i < demands.Length; i++)
            {
                PlanDemand demand = problem.Demands[demands[i]];
                double capacity = new Pool(units.Site, units.Deployment, IsSpot: false).Capacity(problem, demands[i]);
                if (capacity <= 0) continue;
                Variable rate = solver.MakeNumVar(0, double.PositiveInfinity, "");
                busy.SetCoefficient(rate, 1 / capacity);
                asked[i].SetCoefficient(rate, 1);
                ingress[units.Site].SetCoefficient(rate, BitsPerByte * demand.GigabytesPerPrompt);
                egress[units.Site].SetCoefficient(rate, BitsPerByte * demand.GigabytesPerAnswer);
            }
        }
        CheckedHour? worst = null;
        foreach (int h in Salient(problem, demands, quarter))
        {
            for (int i = 0; i < demands.Length; i++) asked[i].SetCoefficient(headroom, -problem.Demands[demands[i]].WeekRates[quarter, h]);
            if (!Solvers.Solve(solver, new(), new(null)).HasSolution()) throw new InvalidOperationException($"hour {h} of {problem.First + quarter} was not dispatched");
            if (worst is not { } other || headroom.SolutionValue() < other.Headroom) worst = new(h, headroom.SolutionValue());
        }
        return worst;
    }

    // An hour in which no demand asks for more than in another has at least the other's room.
    static IEnumerable<int> Salient(PlanProblem problem, int[] demands, int quarter)
    {
        double Rate(int demand, int hour) => problem.Demands[demand].WeekRates[quarter, hour];
        bool IsCovered(int hour, int by) => by != hour && demands.All(d => Rate(d, hour) <= Rate(d, by)) && (by < hour || demands.Any(d => Rate(d, hour) < Rate(d, by)));
        int[] all = [.. Enumerable.Range(0, WeekCurve.Hours)];
        return all.Where(h => demands.Any(d => Rate(d, h) > 0) && !all.Any(by => IsCovered(h, by)));
    }

    // The model of the optimiser, over all hours, with nothing left to decide but the dispatch.
    static double Unserved(PlanProblem problem, Assignment[] fleet, int quarter)
    {
        if (!problem.Demands.Any(d => d.IsDeferrable) && !problem.Training.Any(t => t.AcceleratorHours[quarter] > 0)) return 0;
        PlanProblem week = problem with
        {
            Hours = [.. Enumerable.Range(0, WeekCurve.Hours).Select(h => new TypicalHour(h, (double)Fleets.Quarter.Hours / WeekCurve.Hours))],
            Sites = [.. problem.Sites.Select(s => s with { CarbonKgPerKwh = new double[WeekCurve.Hours] })],
        };
        return Short(Solvers.Relaxed) ?? Short(Solvers.Sturdy) ?? throw new InvalidOperationException($"the week of {problem.First + quarter} was not dispatched");

        double? Short(Func<Solver> create)
        {
            using Solver solver = create();
            double price = Shortfall.Usd(problem, Pool.All(problem));
            ServiceBlock service = new(solver, week, quarter, [.. fleet.Select(a => new Pool(a.Site, a.Deployment, a.IsSpot))], integer: false, [.. fleet.Select(a => a.Units)], price, Relaxation.None);
            return Solvers.Solve(solver, new(), new(null)).HasSolution() ? service.ShortfallUsd / service.DemandUsd : null;
        }
    }
}
