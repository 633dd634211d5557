namespace InferenceModeler.Serving;

/// <summary>What ranks that step together bring into a step.</summary>
public struct JointStep
{
    /// <summary>What the slowest rank needs for itself.</summary>
    public float OwnSeconds;

    /// <summary>Tokens of all ranks, of the rank with the most, and its requests.</summary>
    public float Tokens, MostTokens, MostRequests;
}
