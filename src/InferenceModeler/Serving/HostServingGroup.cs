namespace InferenceModeler.Serving;

/// <summary>Ranks on the host.</summary>
/// <param name="memories">Of each rank.</param>
/// <param name="states">Of each rank.</param>
public readonly struct HostServingGroup(HostServingMemory[] memories, ServingState[] states) : IServingGroup<HostServingMemory>
{
    readonly HostServingMemory[] _memories = memories;
    readonly ServingState[] _states = states;

    public int Ranks => _states.Length;

    public ref ServingState State(int rank) => ref _states[rank];

    public HostServingMemory Memory(int rank) => _memories[rank];
}
