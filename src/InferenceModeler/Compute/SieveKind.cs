namespace InferenceModeler.Compute;

/// <summary>What a <see cref="Sieve"/> lets through of each group.</summary>
public enum SieveKind
{
    /// <summary>Those of the least loss.</summary>
    Best,

    /// <summary>At least the results of the <see cref="Sieve.Most"/> least losses.</summary>
    Top,

    /// <summary>At least those that no other betters in both the classed column and the loss.</summary>
    Front,

    /// <summary>None: results are counted by the class of their loss.</summary>
    Count,
}
