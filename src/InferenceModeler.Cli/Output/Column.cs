namespace InferenceModeler.Cli.Output;

/// <summary>A column of a table.</summary>
readonly record struct Column(string Title, bool AlignsRight)
{
    public static Column Text(string title) => new(title, false);

    public static Column Number(string title) => new(title, true);
}
