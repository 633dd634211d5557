namespace InferenceModeler.Serving;

/// <summary>Where a replica keeps its state and its requests: pointers on the host, device views in a kernel. Words begin as 0.</summary>
public interface IServingMemory
{
    /// <summary>A word of the replica's own state; there are <see cref="ServingRules.StateWords"/>, and <see cref="ServingRules.UnitWords"/> for each unit of the prefix cache.</summary>
    int Word(int index);

    void SetWord(int index, int value);

    ref ServingRequest Request(int number);

    /// <summary>Tokens that came out this long after the one before in their requests.</summary>
    void CountTokens(long gapMicroseconds, long tokens);

    /// <summary>Units of the prefix cache that the prompt consists of, from its start to its end; one more may stand for the output.</summary>
    int Parts(int request);

    /// <summary>A unit: the same number for the same tokens after the same prefix.</summary>
    int PartUnit(int request, int part);

    /// <summary>Where the part ends, tokens from the start of the prompt.</summary>
    int PartEnd(int request, int part);
}
