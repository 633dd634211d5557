using Google.OrTools.LinearSolver;

namespace InferenceModeler.Planning.Solving;

/// <summary>
/// GLOP for relaxations, CBC for the whole numbers of one quarter and of orders, SCIP, whose search can be ended by its nodes, for those of a whole horizon. All
/// run on one thread, so that the same problem has the same answer everywhere.
/// </summary>
static class Solvers
{
    public static Solver Relaxed() => Create("GLOP");

    public static Solver Whole(bool endsByNodes) => Create(endsByNodes ? "SCIP" : "CBC");

    static Solver Create(string name) => Solver.CreateSolver(name) ?? throw new InvalidOperationException($"{name} is missing from OR-Tools");

    public static Solver.ResultStatus Solve(Solver solver, SolveLimits limits, Deadline deadline)
    {
        if (deadline.Left is { } seconds) solver.SetTimeLimit((long)(1000 * seconds));
        MPSolverParameters parameters = new();
        if (solver.IsMip())
        {
            parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, limits.Gap);
            if (solver.SolverVersion().StartsWith("SCIP", StringComparison.Ordinal)) solver.SetSolverSpecificParametersAsString($"limits/nodes = {limits.Nodes}");
        }
        Solver.ResultStatus status = solver.Solve(parameters);
        _ = deadline.IsOver;
        return status;
    }

    /// <summary>Whether there is a solution to read.</summary>
    public static bool HasSolution(this Solver.ResultStatus status) => status is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE;
}
