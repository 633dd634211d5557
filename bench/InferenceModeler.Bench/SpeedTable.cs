using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;

namespace InferenceModeler.Bench;

/// <summary>
/// Processor time per evaluation of each body and lane, on one thread, and of OpenCL on the processor, on all its threads: unlike the clock it holds on a machine that
/// others use too. Lanes take turns, the least of the rounds counts.
/// </summary>
static class SpeedTable
{
    const int Rounds = 5;

    static readonly HostLane[] s_lanes = [HostLane.Scalar, HostLane.Wide256, HostLane.Wide512];

    /// <param name="bodies">Names of the bodies wanted, or none for all.</param>
    public static void Write(string[] bodies)
    {
        List<IComputeBackend> backends = [.. s_lanes.Select(lane => new HostBackend(1, lane))];
        if (Devices.Of(DeviceKind.OpenCL).FirstOrDefault(device => !device.IsGpu) is { } processor) backends.Add(new GpuBackend(processor, 1));
        bool openCL = backends.Count > s_lanes.Length;
        Console.WriteLine($"| body | Scalar ns | Wide256 ns | Wide512 ns | Scalar / Wide512 | million/s on 2 cores |{(openCL ? " opencl:0 ns | Scalar / OpenCL |" : "")}");
        Console.WriteLine($"|---|---|---|---|---|---|{(openCL ? "---|---|" : "")}");
        WorkGrid sweep = SweepGrids.ClosedLoop(1024, 512), open = SweepGrids.OpenLoop(1024, 4), capacity = SweepGrids.Capacity(1024, 4);
        WorkGrid openAlike = SweepGrids.OpenLoop(1024, 16, alike: true), capacityAlike = SweepGrids.Capacity(1024, 16, alike: true);
        Row<SweepBody<ClosedLoopForm>>("closed-loop", sweep, bodies, backends);
        Row<SweepBody<StaticBatchForm>>("static-batch", sweep, bodies, backends);
        Row<SweepBody<OfflineForm>>("offline", sweep, bodies, backends);
        Row<OpenLoopBody>("open-loop", openAlike, bodies, backends);
        Row<OpenLoopBody>("open-loop-8", open, bodies, backends);
        Row<CapacityBody>("capacity", capacityAlike, bodies, backends);
        Row<CapacityBody>("capacity-8", capacity, bodies, backends);
        foreach (IComputeBackend backend in backends) backend.Dispose();
    }

    static void Row<TBody>(string name, WorkGrid grid, string[] wanted, List<IComputeBackend> backends) where TBody : struct, IBody
    {
        if (wanted.Length > 0 && !wanted.Contains(name)) return;
        double[] least = [.. backends.Select(_ => double.MaxValue)];
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < least.Length; i++) least[i] = Math.Min(least[i], Nanoseconds<TBody>(grid, backends[i]));
        string openCL = least.Length > 3 ? $" {least[3]:f1} | {least[0] / least[3]:f2} |" : "";
        Console.WriteLine($"| {name} | {least[0]:f1} | {least[1]:f1} | {least[2]:f1} | {least[0] / least[2]:f1} | {2e3 / least[2]:f2} |{openCL}");
    }

    /// <summary>Of processor time per evaluation, results condensed to a few as the commands condense them.</summary>
    static double Nanoseconds<TBody>(WorkGrid grid, IComputeBackend backend) where TBody : struct, IBody
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        backend.Reduce<TBody, ResultCount>(grid, new ResultCount());
        return (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / grid.Evaluations;
    }
}
