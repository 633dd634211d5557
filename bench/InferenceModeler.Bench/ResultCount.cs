using InferenceModeler.Compute;

namespace InferenceModeler.Bench;

/// <summary>Consumes results at no cost: what is left of a run is its evaluation.</summary>
sealed class ResultCount : IReducer<ResultCount>
{
    public long Results { get; private set; }

    public ResultCount Fork() => new();

    public void Add(in Chunk chunk) => Results += (long)chunk.Rows * chunk.Items;

    public void Merge(ResultCount other) => Results += other.Results;
}
