namespace InferenceModeler.Serving;

/// <summary>Ranks of one replica that take their steps together: where each keeps its state and its memory.</summary>
public interface IServingGroup<TMemory> where TMemory : struct, IServingMemory
{
    /// <summary>At least 1.</summary>
    int Ranks { get; }

    ref ServingState State(int rank);

    TMemory Memory(int rank);
}
