namespace InferenceModeler.Kernels;

/// <summary>A compute device of this machine, as its driver describes it.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Index">Counted from 0 among the devices of its kind.</param>
/// <param name="Name">The driver's name for it.</param>
/// <param name="Vendor">Who wrote the driver.</param>
/// <param name="Driver">The driver's version.</param>
/// <param name="MemoryBytes">Memory that the device can address, or null where it is not limited by a device.</param>
/// <param name="ComputeUnits">Multiprocessors, compute units or cores.</param>
/// <param name="Threads">Threads in flight at most.</param>
/// <param name="IsGpu">False for an OpenCL driver that runs on the processor.</param>
public sealed record DeviceInfo(
    DeviceKind Kind, int Index, string Name, string Vendor, string Driver, long? MemoryBytes, int ComputeUnits, int Threads, bool IsGpu)
{
    /// <summary>What <c>--device</c> takes to choose exactly this device.</summary>
    public string Id => Kind == DeviceKind.Host ? "host" : $"{Kind.ToString().ToLowerInvariant()}:{Index}";

    public override string ToString() => Kind == DeviceKind.Host ? Id : $"{Id} ({Name})";
}
