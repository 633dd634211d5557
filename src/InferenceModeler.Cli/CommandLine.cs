using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using InferenceModeler.Cli.Commands;
using InferenceModeler.Cli.Output;

namespace InferenceModeler.Cli;

/// <summary>The whole program, in process: parses, runs one command and returns its exit code. Results go to one writer, everything else to the other.</summary>
public sealed class CommandLine(TextWriter stdout, TextWriter stderr)
{
    /// <summary>Columns of the terminal that results go to; null where they are redirected.</summary>
    public int? OutputWidth { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Runs the arguments. Never throws for bad input, a failing disk or an interruption.</summary>
    public int Run(params string[] arguments)
    {
        Session session = new(stdout, stderr) { OutputWidth = OutputWidth, ErrorIsTerminal = ErrorIsTerminal, Cancellation = Cancellation };
        try
        {
            int code = Invoke(session, arguments);
            stdout.Flush();
            return code;
        }
        catch (Exception exception)
        {
            return Explain(exception);
        }
    }

    int Invoke(Session session, string[] arguments)
    {
        ParseResult result = Root(session).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        bool asksAboutUse = result.Action is { ClearsParseErrors: true } || result.Tokens.Any(t => t.Type == TokenType.Directive);
        if (!asksAboutUse && UsageErrors.Describe(result) is { } complaint) throw new InputException(complaint);
        return result.Invoke(new InvocationConfiguration { Output = stdout, Error = stderr, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    int Explain(Exception exception)
    {
        (int code, string message) = exception switch
        {
            InputException => (ExitCodes.BadInput, exception.Message),
            OperationCanceledException => (ExitCodes.Interrupted, "interrupted"),
            FileNotFoundException or DirectoryNotFoundException => (ExitCodes.BadInput, exception.Message),
            DeviceException => (ExitCodes.MachineFailed, exception.Message),
            IOException or UnauthorizedAccessException or OutOfMemoryException => (ExitCodes.MachineFailed, exception.Message),
            _ => (ExitCodes.MachineFailed, $"a defect of this program ({exception.GetType().Name}): {exception.Message}"),
        };
        try
        {
            stderr.WriteLine($"{Name}: {Printable(message)}");
            stderr.Flush();
        }
        catch (IOException)
        {
            // Nobody is left to tell.
        }
        return code;
    }

    // What a message quotes may be anything: it must not reach the terminal as commands.
    static string Printable(string message) => string.Concat(message.ReplaceLineEndings(" ").Select(c => char.IsControl(c) && c != '\t' ? '\uFFFD' : c));

    const string Name = "inference-modeler";

    static RootCommand Root(Session session)
    {
        RootCommand root = new("Sizes fleets of AI accelerators for LLM traffic: which accelerators, how many, where and at what cost serve it within latency limits.")
        {
            SizeCommand.Create(session),
            ExplainCommand.Create(session),
            BenchCommand.Create(session),
            ValidateCommand.Create(session),
            CalibrateCommand.Create(session),
            CatalogCommand.Create(session),
            DevicesCommand.Create(session),
            SweepCommand.Create(session),
            SimulateCommand.Create(session),
            CapacityCommand.Create(session),
            PlanCommand.Create(session),
            DiffCommand.Create(session),
            WorkloadCommand.Create(session),
            CompletionCommand.Create(session),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpWithExamples action = new((HelpAction)help.Action!);
        help.Action = action;
        root.SetAction(action.Invoke);
        return root;
    }
}
