namespace InferenceModeler.Cli;

/// <summary>What the process tells its caller.</summary>
public static class ExitCodes
{
    public const int Answered = 0;

    /// <summary>The answer is "no": nothing fits, or a limit is missed.</summary>
    public const int AnsweredNo = 1;

    public const int BadInput = 2;

    /// <summary>Disk, device or memory.</summary>
    public const int MachineFailed = 3;

    public const int Interrupted = 130;
}
