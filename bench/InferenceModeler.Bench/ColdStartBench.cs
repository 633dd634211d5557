using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace InferenceModeler.Bench;

/// <summary>How long does a whole process take: help, the sweep of the example (26,208 evaluations), the default size question?</summary>
[Config(typeof(InThisProcess))]
public class ColdStartBench
{
    [Benchmark(Baseline = true)]
    public int Help() => Run("--help");

    [Benchmark]
    public int ExampleSweep() => Run("sweep --models Qwen3-32B --accelerators h200-sxm --precisions fp8 --max-accelerators 32 --prompt 4000 --output-tokens 500 --cached 500 --step-tokens 2048,8192,16384 --loads 1..104 --ttft 300ms --tpot 10ms");

    [Benchmark]
    public int Size() => Run("size");

    static int Run(string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", $"{typeof(Cli.CommandLine).Assembly.Location} {arguments}") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode <= 1 ? process.ExitCode : throw new InvalidOperationException(error.Result);
    }
}
