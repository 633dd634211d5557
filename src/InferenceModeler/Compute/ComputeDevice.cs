namespace InferenceModeler.Compute;

/// <summary>What runs our code: the kind of backend, the processor's lane, how many work at once. Not part of any result.</summary>
public sealed record ComputeDevice(string Kind, string Lane, int Threads)
{
    public override string ToString() => $"{Kind} ({Lane}, {Threads} thread{(Threads == 1 ? "" : "s")})";
}
