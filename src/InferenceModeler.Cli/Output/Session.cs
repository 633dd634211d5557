using System.Diagnostics;
using System.Text.Json;

namespace InferenceModeler.Cli.Output;

/// <summary>Where a command writes and what it listens to. Results go to <see cref="Out"/>, run facts and warnings to <see cref="Error"/>.</summary>
sealed class Session(TextWriter stdout, TextWriter stderr)
{
    public TextWriter Out => stdout;

    public TextWriter Error => stderr;

    public int? OutputWidth { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>A result line.</summary>
    public void Line(string text = "") => stdout.WriteLine(text);

    public void Table(TextTable table) => table.Write(stdout, OutputWidth);

    /// <summary>The one JSON document of a run.</summary>
    public void Json<T>(T document) => stdout.WriteLine(JsonSerializer.Serialize(document, JsonOutput.Options));

    /// <summary>A run fact or a warning, on stderr.</summary>
    public void Note(string text) => stderr.WriteLine(text);

    public Progress Progress(string what) => new(ErrorIsTerminal ? stderr : TextWriter.Null, what, Stopwatch.StartNew());

    public StatusLine StatusLine(string what) => new(ErrorIsTerminal ? stderr : TextWriter.Null, what, Stopwatch.StartNew());
}
