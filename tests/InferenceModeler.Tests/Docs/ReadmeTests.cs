using System.Text;
using System.Text.RegularExpressions;
using InferenceModeler.Tests.Cli;

namespace InferenceModeler.Tests.Docs;

/// <summary>
/// The README and the docs tell the truth: what follows a <c>$ inference-modeler …</c> line of a console block is what the command prints. With
/// UPDATE_GOLDEN=1 the blocks are rewritten instead.
/// </summary>
[Collection("files of the repository")]
public partial class ReadmeTests
{
    [GeneratedRegex("```console\n\\$ inference-modeler (?<arguments>[^\n]*)\n(?<output>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    public static TheoryData<string> Files => ["README.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Order().Select(f => Path.GetRelativePath(Repository.Root, f))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Console_blocks_show_what_the_commands_print(string file)
    {
        string path = Path.Combine(Repository.Root, file);
        string text = File.ReadAllText(path);
        StringBuilder rewritten = new();
        int end = 0;
        foreach (Match block in Block().Matches(text))
        {
            Invocation run = Invocation.Of([.. block.Groups["arguments"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(AtRoot)]);
            Assert.True(run.ExitCode == 0, run.Error);
            string printed = Trimmed(run.Out);
            rewritten.Append(text, end, block.Groups["output"].Index - end).Append(printed);
            end = block.Groups["output"].Index + block.Groups["output"].Length;
            if (!Repository.Updates) Assert.Equal(printed, block.Groups["output"].Value);
        }
        rewritten.Append(text, end, text.Length - end);
        if (Repository.Updates) File.WriteAllText(path, rewritten.ToString());
    }

    // The reader stands at the root of the repository.
    static string AtRoot(string argument) => argument.StartsWith("examples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, argument) : argument;

    // Editors strip blanks at the ends of lines: so do we.
    static string Trimmed(string output) => string.Join('\n', output.TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())) + "\n";

    [Theory]
    [MemberData(nameof(Files))]
    public void Examples_that_are_named_are_there(string file)
    {
        foreach (Match example in Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, file)), @"examples/[\w-]+\.\w+"))
            Assert.True(File.Exists(Path.Combine(Repository.Root, example.Value)), $"{file} names {example.Value}, which is not there");
    }

    [Fact]
    public void The_readme_stays_short() => Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Length, 1, 250);
}
