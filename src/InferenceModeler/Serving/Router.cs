namespace InferenceModeler.Serving;

/// <summary>How a pool deals arrivals to its equal replicas.</summary>
public enum Router
{
    /// <summary>Each replica with the same chance, whatever its load.</summary>
    Random,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>The replica with the fewest requests waiting and running, known without delay; the first of equals.</summary>
    JoinShortestQueue,
}
