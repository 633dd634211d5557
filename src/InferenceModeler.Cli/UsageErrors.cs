using System.CommandLine;
using System.CommandLine.Parsing;

namespace InferenceModeler.Cli;

/// <summary>Turns what the parser did not understand into one line with the nearest valid names.</summary>
static class UsageErrors
{
    /// <summary>The complaint; null where everything was understood.</summary>
    public static string? Describe(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string name = FullName(command), prefix = command is RootCommand ? "" : $"{name}: ";
        string[] stray = [.. result.UnmatchedTokens, .. result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).Select(t => t.Value)];
        // An optional argument would take a mistyped option for its value.
        if (stray.FirstOrDefault(t => t.StartsWith("--", StringComparison.Ordinal)) is { } option)
            return $"{prefix}unknown option '{option}'; {Names.NearestText(option, OptionNames(command))}";
        if (result.Errors.Count == 0) return null;
        if (result.UnmatchedTokens is not [{ } token, ..])
        {
            Argument[] missing = [.. command.Arguments.Where(a => (result.GetResult(a)?.Tokens.Count ?? 0) < a.Arity.MinimumNumberOfValues)];
            if (missing.Length == 0) return Complete(result.Errors[0].Message, name);
            return $"{prefix}misses {string.Join(" and ", missing.Select(a => $"<{a.Name}>"))} ({missing[0].Description!.TrimEnd('.')}); see {name} --help";
        }
        if (token.StartsWith('-')) return $"{prefix}unknown option '{token}'; {Names.NearestText(token, OptionNames(command))}";
        return command.Subcommands.Count > 0
            ? $"{prefix}unknown command '{token}'; {Names.NearestText(token, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
            : $"{prefix}unexpected argument '{token}'; see {name} --help";
    }

    // As it is typed, such as "catalog list".
    static string FullName(Command command) => command is not RootCommand && command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{FullName(parent)} {command.Name}" : command.Name;

    // The parser's own complaints are sentences without a remedy.
    static string Complete(string complaint, string name) => complaint.EndsWith('.') ? $"{complaint.TrimEnd('.')}; see {name} --help" : complaint;

    static IEnumerable<string> OptionNames(Command command) => command.Options.Where(o => !o.Hidden).Select(o => o.Name).Append("--help");
}
