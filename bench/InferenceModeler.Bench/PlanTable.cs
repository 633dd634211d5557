using System.Diagnostics;
using InferenceModeler.Planning;
using InferenceModeler.Planning.Problems;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Bench;

/// <summary>Gap, time and memory of large plans: one period and twelve quarters.</summary>
static class PlanTable
{
    static readonly (int Quarters, double Scale)[] s_fleets = [(1, 200), (1, 1000), (12, 500)];

    public static void Write()
    {
        Console.WriteLine("| quarters | req/s of a region | gap | seconds | processor seconds | peak MB of the process | orders | accelerators at the end |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach ((int quarters, double scale) in s_fleets)
        {
            PlanProblem problem = LargeFleets.Of(quarters, scale);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long started = Stopwatch.GetTimestamp();
            PlanAnswer answer = Optimizer.Solve(problem, new() { Gap = 0.005 }, said => Console.Error.WriteLine(said));
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds, busy = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            string found = answer.Plan is { } plan ? $"{100 * plan.OptimalityGap:0.00}%" : answer.Failure ?? "none";
            Console.WriteLine($"| {quarters} | {scale:0} | {found} | {seconds:0.0} | {busy:0.0} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} | {answer.Plan?.Orders.Count} | {answer.Plan?.Quarters[^1].Accelerators:N0} |");
        }
    }
}
