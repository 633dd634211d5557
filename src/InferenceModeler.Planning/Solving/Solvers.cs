using Google.OrTools.LinearSolver;

namespace InferenceModeler.Planning.Solving;

/// <summary>GLOP for relaxations, CBC for whole numbers, each on one thread, so that the same problem has the same answer everywhere unless the clock ends it.</summary>
static class Solvers
{
    public static Solver Relaxed() => Create("GLOP");

    /// <summary>For relaxations that GLOP finds too hard in floating point.</summary>
    public static Solver Sturdy() => Create("CLP");

    public static Solver Whole() => Create("CBC");

    static Solver Create(string name) => Solver.CreateSolver(name) ?? throw new InvalidOperationException($"{name} is missing from OR-Tools");

    public static Solver.ResultStatus Solve(Solver solver, SolveLimits limits, Deadline deadline)
    {
        if (deadline.Left is { } seconds) solver.SetTimeLimit((long)(1000 * seconds));
        MPSolverParameters parameters = new();
        if (solver.IsMip()) parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, limits.Gap);
        Solver.ResultStatus status = solver.Solve(parameters);
        _ = deadline.IsOver;
        return status;
    }

    /// <summary>Whether there is a solution to read.</summary>
    public static bool HasSolution(this Solver.ResultStatus status) => status is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE;
}
