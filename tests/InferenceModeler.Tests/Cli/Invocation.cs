using System.CommandLine;
using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

/// <summary>One run of the program in process.</summary>
sealed record Invocation(int ExitCode, string Out, string Error)
{
    public static Invocation Of(params string[] arguments)
    {
        StringWriter stdout = new() { NewLine = "\n" };
        StringWriter stderr = new() { NewLine = "\n" };
        int code = new InferenceModeler.Cli.CommandLine(stdout, stderr).Run(arguments);
        // In a test host the parser names the root after the host.
        return new(code, stdout.ToString().Replace(RootCommand.ExecutableName, "inference-modeler"), stderr.ToString());
    }

    /// <summary>Asserts bad input that shows while a command runs: as <see cref="AssertRefused"/>, after notes on stderr.</summary>
    public static void AssertRefusedLast(string[] arguments, params string[] texts)
    {
        Invocation run = Of(arguments);
        Assert.True(run.ExitCode == ExitCodes.BadInput, $"exit code {run.ExitCode}: {run.Error}");
        Assert.Empty(run.Out);
        string last = run.Error.TrimEnd('\n').Split('\n')[^1];
        foreach (string text in texts) Assert.Contains(text, last, StringComparison.Ordinal);
    }

    /// <summary>Asserts the promise of bad input: exit code 2, nothing on stdout, one line on stderr that contains these texts.</summary>
    public static void AssertRefused(string[] arguments, params string[] texts)
    {
        Invocation run = Of(arguments);
        Assert.True(run.ExitCode == ExitCodes.BadInput, $"exit code {run.ExitCode}: {run.Error}");
        Assert.Empty(run.Out);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        foreach (string text in texts) Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }
}
