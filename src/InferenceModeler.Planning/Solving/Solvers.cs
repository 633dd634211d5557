using Google.OrTools.LinearSolver;

namespace InferenceModeler.Planning.Solving;

/// <summary>GLOP for relaxations, SCIP for whole numbers, both single-threaded, so that the same problem has the same answer everywhere.</summary>
static class Solvers
{
    public static Solver Create(bool integer) => Solver.CreateSolver(integer ? (Environment.GetEnvironmentVariable("MIPS") ?? "SCIP") : "GLOP") ?? throw new InvalidOperationException("a solver is missing from OR-Tools");

    public static Solver.ResultStatus Solve(Solver solver, SolveLimits limits, Deadline deadline)
    {
        if (deadline.Left is { } seconds) solver.SetTimeLimit((long)(1000 * seconds));
        MPSolverParameters parameters = new();
        if (solver.IsMip())
        {
            parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, limits.Gap);
            if (Environment.GetEnvironmentVariable("MIPS") is null) solver.SetSolverSpecificParametersAsString($"limits/nodes = {limits.Nodes}");
        }
        Solver.ResultStatus status = solver.Solve(parameters);
        _ = deadline.IsOver;
        return status;
    }

    /// <summary>Whether there is a solution to read.</summary>
    public static bool HasSolution(this Solver.ResultStatus status) => status is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE;
}
