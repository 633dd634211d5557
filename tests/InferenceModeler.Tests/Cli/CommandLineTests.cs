using InferenceModeler.Cli;

namespace InferenceModeler.Tests.Cli;

public class CommandLineTests
{
    [Fact]
    public void Every_command_shows_an_example_that_names_it()
    {
        string help = Invocation.Of("--help").Out;
        string[] commands = [.. help.Split("Commands:\n")[1].Split("\n\n")[0].Split('\n').Select(l => l.Trim().Split(' ')[0]).Where(n => n.Length > 0)];
        Assert.NotEmpty(commands);
        Assert.All(commands, c => Assert.Contains($"inference-modeler {c}", Invocation.Of(c, "--help").Out));
    }

    [Fact]
    public void An_unknown_command_is_refused_with_the_nearest() => Invocation.AssertRefused(["completoin"], "'completoin'", "completion");

    [Fact]
    public void An_unknown_option_is_refused_with_the_nearest() => Invocation.AssertRefused(["completion", "bash", "--hepl"], "'--hepl'", "--help");

    [Fact]
    public void A_missing_argument_is_refused_in_one_line() => Invocation.AssertRefused(["completion"], "completion --help");

    [Theory]
    [InlineData("catalog list", "catalog list: misses <kind> (One of accelerators, models", "see catalog list --help")]
    [InlineData("diff", "diff: misses <from> and <to>", "see diff --help")]
    [InlineData("diff a.json", "diff: misses <to> (Another", "see diff --help")]
    public void Arguments_that_are_missing_are_named(string command, string complaint, string remedy) => Invocation.AssertRefused(command.Split(' '), complaint, remedy);

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef ")]
    [InlineData("fish", "complete ")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public void A_completion_script_registers_itself_and_asks_the_program(string shell, string registration)
    {
        Invocation run = Invocation.Of("completion", shell);
        Assert.Equal(ExitCodes.Answered, run.ExitCode);
        Assert.Contains(registration, run.Out);
        Assert.Contains("[suggest:", run.Out);
    }

    [Fact]
    public void The_program_suggests_the_command_that_is_being_typed() =>
        Assert.Equal("completion\n", Invocation.Of("[suggest:4]", "comp").Out);

    [Fact]
    public void A_full_disk_under_the_results_is_the_machines_failure_in_one_line()
    {
        StringWriter stderr = new();
        int code = new InferenceModeler.Cli.CommandLine(new FullDisk(), stderr).Run("completion", "bash");
        Assert.Equal(ExitCodes.MachineFailed, code);
        Assert.Equal("inference-modeler: No space left on device", stderr.ToString().TrimEnd());
    }

    [Fact]
    public void What_a_message_quotes_does_not_command_the_terminal()
    {
        string error = Invocation.Of("size", "--model", "a\u001b[31mb\u0007").Error;
        Assert.Contains("a\uFFFD[31mb\uFFFD", error);
        Assert.DoesNotContain('\u001b', error);
    }

    sealed class FullDisk : StringWriter
    {
        public override void Flush() => throw new IOException("No space left on device");
    }
}
