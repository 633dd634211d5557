using System.Globalization;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>The compute device that a run uses, and why.</summary>
/// <param name="Device">The device.</param>
/// <param name="Reason">One line for the user, such as <c>host: no CUDA device and no GPU through OpenCL</c>.</param>
public sealed record DeviceChoice(DeviceInfo Device, string Reason)
{
    /// <summary>Chooses by <c>auto</c>, a kind (<c>cuda</c>, <c>opencl</c>, <c>host</c>, <c>cpu</c>) or a kind and a number (<c>cuda:1</c>).</summary>
    /// <param name="selector">What the user asked for.</param>
    /// <param name="source">Where they asked, for messages: <c>--device</c> or the name of an environment variable.</param>
    /// <exception cref="InputException">No such word, or no such device here; lists those that are.</exception>
    public static DeviceChoice Of(string selector, string source = "--device")
    {
        string[] parts = selector.ToLowerInvariant().Split(':');
        if (parts is ["auto"]) return Automatic();
        bool numbered = parts.Length == 2 && parts[0] != "host";
        int index = 0;
        if (parts.Length > (parts[0] == "host" ? 1 : 2) || !IsKind(parts[0], out DeviceKind kind)
            || (numbered && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            throw new InputException($"{source} {selector}: must be auto, cuda, opencl, host or cpu, or one of these devices: {Present()}");
        // Named without a number, OpenCL means its first GPU where it has one.
        List<DeviceInfo> devices = [.. Devices.Of(kind)];
        if (!numbered) devices = [.. devices.OrderByDescending(device => device.IsGpu)];
        if (index >= devices.Count) throw new InputException($"{source} {selector}: no such device here; there are {Present()}");
        return new DeviceChoice(devices[index], $"{devices[index]}: chosen by {source} {selector}");
    }

    /// <summary>Opens the chosen device.</summary>
    /// <param name="hostThreads">Threads of the host backend, or those that condense a device's results.</param>
    /// <exception cref="DeviceException">The driver fails to open it.</exception>
    public IComputeBackend Open(int hostThreads) =>
        Device.Kind == DeviceKind.Host ? new HostBackend(hostThreads) : new GpuBackend(Device, hostThreads);

    static DeviceChoice Automatic()
    {
        const string NoGpu = "no CUDA device and no GPU through OpenCL";
        if (!Devices.MayHaveGpu) return new DeviceChoice(Devices.Host, $"{Devices.Host}: {NoGpu}");
        if (Devices.Of(DeviceKind.Cuda) is [DeviceInfo cuda, ..]) return new DeviceChoice(cuda, $"{cuda}: the first CUDA device");
        DeviceInfo? gpu = Devices.Of(DeviceKind.OpenCL).FirstOrDefault(device => device.IsGpu);
        return gpu is not null
            ? new DeviceChoice(gpu, $"{gpu}: no CUDA device, the first GPU through OpenCL")
            : new DeviceChoice(Devices.Host, $"{Devices.Host}: {NoGpu}");
    }

    static bool IsKind(string word, out DeviceKind kind)
    {
        kind = DeviceKind.Host;
        return word.All(char.IsLetter) && Enum.TryParse(word, ignoreCase: true, out kind);
    }

    static string Present() => string.Join(", ", Devices.Enumerate());
}
