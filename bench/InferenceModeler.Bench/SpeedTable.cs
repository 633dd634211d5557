using InferenceModeler.Compute;
using InferenceModeler.Cost;

namespace InferenceModeler.Bench;

/// <summary>
/// Processor time per evaluation of each body and lane, on one thread: unlike the clock it holds on a machine that others use too. Lanes take turns, the
/// least of the rounds counts.
/// </summary>
static class SpeedTable
{
    const int Rounds = 5;

    static readonly HostLane[] s_lanes = [HostLane.Scalar, HostLane.Wide256, HostLane.Wide512];

    /// <param name="bodies">Names of the bodies wanted, or none for all.</param>
    public static void Write(string[] bodies)
    {
        Console.WriteLine("| body | Scalar ns | Wide256 ns | Wide512 ns | Scalar / Wide512 | million/s on 2 cores |");
        Console.WriteLine("|---|---|---|---|---|---|");
        WorkGrid sweep = SweepGrids.ClosedLoop(1024, 512), open = SweepGrids.OpenLoop(1024, 4), capacity = SweepGrids.Capacity(1024, 4);
        WorkGrid openAlike = SweepGrids.OpenLoop(1024, 16, alike: true), capacityAlike = SweepGrids.Capacity(1024, 16, alike: true);
        Row<SweepBody<ClosedLoopForm>>("closed-loop", sweep, bodies);
        Row<SweepBody<StaticBatchForm>>("static-batch", sweep, bodies);
        Row<SweepBody<OfflineForm>>("offline", sweep, bodies);
        Row<OpenLoopBody>("open-loop", openAlike, bodies);
        Row<OpenLoopBody>("open-loop-8", open, bodies);
        Row<CapacityBody>("capacity", capacityAlike, bodies);
        Row<CapacityBody>("capacity-8", capacity, bodies);
    }

    static void Row<TBody>(string name, WorkGrid grid, string[] wanted) where TBody : struct, IBody
    {
        if (wanted.Length > 0 && !wanted.Contains(name)) return;
        double[] least = [double.MaxValue, double.MaxValue, double.MaxValue];
        for (int round = 0; round < Rounds; round++)
            for (int lane = 0; lane < s_lanes.Length; lane++) least[lane] = Math.Min(least[lane], Nanoseconds<TBody>(grid, s_lanes[lane]));
        Console.WriteLine($"| {name} | {least[0]:f1} | {least[1]:f1} | {least[2]:f1} | {least[0] / least[2]:f1} | {2e3 / least[2]:f2} |");
    }

    /// <summary>Of processor time per evaluation.</summary>
    static double Nanoseconds<TBody>(WorkGrid grid, HostLane lane) where TBody : struct, IBody
    {
        using HostBackend host = new(1, lane);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        host.Reduce<TBody, ResultCount>(grid, new ResultCount());
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / grid.Evaluations;
    }
}
