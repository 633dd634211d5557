namespace InferenceModeler.Workloads;

/// <summary>
/// What prompts have in common. A request belongs to one of the open sessions at random; its prompt is the beginning of the session's text, which is one of the
/// system prompts, then what earlier turns said and were answered, and new text as far as the prompt is longer.
/// </summary>
/// <remarks>Lengths and arrivals stay those of the workload, so that a turn's prompt may be shorter than the session's text: it is then cut off.</remarks>
public sealed record PrefixSharing
{
    /// <param name="systemPrompts">How many there are; the n-th is drawn n times less often than the first.</param>
    /// <param name="systemPromptTokens">Length of each; 0 for none.</param>
    /// <param name="openSessions">Open at once.</param>
    /// <param name="meanTurns">Requests of a session; geometric. 1 where only the system prompt is shared.</param>
    public PrefixSharing(int systemPrompts, int systemPromptTokens, int openSessions, double meanTurns)
    {
        if (systemPrompts < 1) throw new InputException($"system prompts {systemPrompts}: must be at least 1");
        if (systemPromptTokens < 0) throw new InputException($"system prompt of {systemPromptTokens} tokens: must be at least 0");
        if (openSessions < 1) throw new InputException($"open sessions {openSessions}: must be at least 1");
        if (!(meanTurns >= 1 && double.IsFinite(meanTurns))) throw new InputException($"mean turns {meanTurns}: must be at least 1");
        (SystemPrompts, SystemPromptTokens, OpenSessions, MeanTurns) = (systemPrompts, systemPromptTokens, openSessions, meanTurns);
    }

    public int SystemPrompts { get; }
    public int SystemPromptTokens { get; }
    public int OpenSessions { get; }
    public double MeanTurns { get; }
}
