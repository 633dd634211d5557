namespace InferenceModeler.Serving;

/// <summary>How a pool deals arrivals to its equal replicas. What it knows of their queues is as old as <see cref="SimulationQuestion.SignalAgeSeconds"/> at most.</summary>
public enum Router
{
    /// <summary>Each replica with the same chance, whatever its load.</summary>
    Random,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The replica with the fewest requests waiting and running; the first of equals.</summary>
    JoinShortestQueue,

    /// <summary>Of two drawn at random, the one with the fewer requests waiting and running.</summary>
    PowerOfTwo,

    /// <summary>The replica with the fewest blocks of keys and values in use, the fewest requests among equals.</summary>
    LeastKv,

    /// <summary>The replica that has most of the prompt cached, where that is half of it at least; else, or where queues are uneven, the shortest queue.</summary>
    PrefixAffinity,
}
