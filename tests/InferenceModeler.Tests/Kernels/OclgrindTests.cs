using System.Diagnostics;
using CsCheck;
using InferenceModeler.Compute;
using InferenceModeler.Kernels;
using InferenceModeler.Serving;
using InferenceModeler.Tests.Compute;

namespace InferenceModeler.Tests.Kernels;

/// <summary>
/// Runs kernels under Oclgrind, an OpenCL device that checks every memory access. A process has one set of OpenCL drivers, so the kernels run in a child:
/// this very program with only the explicit tests below.
/// </summary>
[Trait("Category", "Oclgrind")]
public class OclgrindTests
{
    const string Driver = "/usr/lib/oclgrind/liboclgrind-rt-icd.so";

    [Theory]
    [InlineData(nameof(Child_every_body))]
    [InlineData(nameof(Child_every_reduction))]
    public async Task No_kernel_touches_foreign_memory_or_races(string kernels)
    {
        (int exitCode, string output) = await Child(kernels);
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("Invalid", output);
        Assert.DoesNotContain("data race", output);
    }

    [Fact]
    public async Task No_simulation_touches_foreign_memory_or_races()
    {
        (int exitCode, string output) = await Child(nameof(Child_simulation));
        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("Invalid", output);
        Assert.DoesNotContain("data race", output);
    }

    [Fact]
    public async Task A_stray_write_is_found()
    {
        (_, string output) = await Child(nameof(Child_stray_write));
        Assert.Contains("Invalid write of size 4 at global memory address", output);
    }

    [Fact(Explicit = true)]
    public void Child_every_body()
    {
        using GpuBackend device = Simulator();
        foreach (KernelBody body in KernelBody.All.Concat(KernelBody.Long)) body.Check(device);
    }

    [Fact(Explicit = true)]
    public void Child_every_reduction()
    {
        using GpuBackend device = new(Simulated(), hostThreads: 1, mostThreads: 150);
        ReductionTests.s_cases.Sample(c => SieveTests.AssertSame(c, device), iter: 3, threads: 1, seed: "0000000000000");
    }

    [Fact(Explicit = true)]
    public void Child_simulation()
    {
        using DeviceSimulator device = new(Devices.Of(DeviceKind.OpenCL)[0], 1);
        // Few arrive while the pool warms up and its power is looked at: what is interpreted takes its time.
        SimulationAnswer answer = Simulation.Run([DeviceSimulatorTests.Question(16, 2) with { RequestsPerSecond = 2 }], device, null, TestContext.Current.CancellationToken)[0];
        Assert.Equal(16, answer.Finished);
    }

    [Fact(Explicit = true)]
    public void Child_stray_write()
    {
        using GpuBackend device = Simulator();
        WorkGrid grid = WorkGrid.Of<StrayBody>([1f], [2f, 3f], 2);
        device.Map<StrayBody>(grid, new float[grid.OutputLength(StrayBody.Outputs)], TestContext.Current.CancellationToken);
    }

    static GpuBackend Simulator() => new(Simulated(), hostThreads: 1);

    static DeviceInfo Simulated()
    {
        DeviceInfo device = Devices.Of(DeviceKind.OpenCL)[0];
        Assert.Equal("Oclgrind", device.Vendor);
        return device;
    }

    static async Task<(int ExitCode, string Output)> Child(string test)
    {
        if (!File.Exists(Driver))
        {
            const string Remedy = "no Oclgrind: install oclgrind";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Remedy);
            Assert.Skip(Remedy);
        }
        string program = System.IO.Path.Combine(AppContext.BaseDirectory, "InferenceModeler.Tests");
        ProcessStartInfo start = new(program, ["--filter-method", $"*.{test}", "--explicit", "only"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OCL_ICD_VENDORS"] = Driver, ["OCLGRIND_DATA_RACES"] = "1" },
        };
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using Process child = Process.Start(start)!;
        Task<string> output = child.StandardOutput.ReadToEndAsync(cancellation), error = child.StandardError.ReadToEndAsync(cancellation);
        await child.WaitForExitAsync(cancellation);
        return (child.ExitCode, await output + await error);
    }
}
