namespace InferenceModeler.Serving;

/// <summary>A prefix cache in the accelerators' free memory, and what it spills over to. Sizes and rates per accelerator.</summary>
/// <param name="HostBytes">Of the host's memory; 0 for none. Brought back at the data sheet's rate of the host link.</param>
/// <param name="RemoteBytes">Of a remote store; 0 for none.</param>
/// <param name="RemoteBytesPerSecond">At which blocks come back from there.</param>
public sealed record PrefixCache(double HostBytes = 0, double RemoteBytes = 0, double RemoteBytesPerSecond = PrefixCache.DefaultRemoteBytesPerSecond)
{
    /// <summary>A network port of 100 Gbit/s per accelerator: an assumption.</summary>
    public const double DefaultRemoteBytesPerSecond = 12.5e9;
}
