using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace InferenceModeler.Bench;

/// <summary>
/// Runs a bench in the process that was started, under the runtime settings of its project: work of a fraction of a second needs no process of its own, and
/// nothing is built while it runs.
/// </summary>
sealed class InThisProcess : ManualConfig
{
    public InThisProcess() => AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(3).WithIterationCount(9));
}
