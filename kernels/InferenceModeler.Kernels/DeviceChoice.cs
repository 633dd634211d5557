using System.Globalization;
using InferenceModeler.Compute;
using InferenceModeler.Serving;

namespace InferenceModeler.Kernels;

/// <summary>The compute devices that a run uses, and why.</summary>
/// <param name="Devices">One, or several that share the work.</param>
/// <param name="Reason">One line for the user, such as <c>host: no CUDA device and no GPU through OpenCL</c>.</param>
public sealed record DeviceChoice(IReadOnlyList<DeviceInfo> Devices, string Reason)
{
    const string NoGpu = "no CUDA device and no GPU through OpenCL";

    /// <summary>
    /// Chooses by <c>auto</c>, a kind (<c>cuda</c>, <c>opencl</c>, <c>host</c>, <c>cpu</c>), a kind and a number (<c>cuda:1</c>), several of these with commas between, or <c>all</c>:
    /// every GPU and the host.
    /// </summary>
    /// <param name="selector">What the user asked for.</param>
    /// <param name="source">Where they asked, for messages: <c>--device</c> or the name of an environment variable.</param>
    /// <exception cref="InputException">No such word, no such device here, or one named twice; lists those that are.</exception>
    public static DeviceChoice Of(string selector, string source = "--device")
    {
        string words = selector.ToLowerInvariant();
        if (words == "auto") return Automatic();
        if (words == "all") return Every(source);
        DeviceInfo[] devices = [.. words.Split(',').Select(word => Named(word.Trim(), $"{source} {selector}"))];
        DeviceInfo? twice = devices.GroupBy(device => device.Id).FirstOrDefault(same => same.Count() > 1)?.First();
        if (twice is not null) throw new InputException($"{source} {selector}: names {twice} twice; name each device once");
        return new DeviceChoice(devices, $"{string.Join(" + ", devices)}: chosen by {source} {selector}");
    }

    /// <summary>Exactly this device.</summary>
    public static DeviceChoice Of(DeviceInfo device) => new([device], device.ToString());

    /// <summary>Opens the chosen devices.</summary>
    /// <param name="hostThreads">Threads of the host backend, or those that condense a device's results.</param>
    /// <exception cref="DeviceException">A driver fails to open its device.</exception>
    public IComputeBackend Open(int hostThreads) =>
        Open<IComputeBackend>(device => device.Kind == DeviceKind.Host ? new HostBackend(hostThreads) : new GpuBackend(device, hostThreads), opened => new SharedBackend(opened));

    /// <summary>Opens the chosen devices for simulations.</summary>
    /// <param name="hostThreads">Threads that simulate on the host, or that draw arrivals for a device.</param>
    /// <exception cref="DeviceException">A driver fails to open its device.</exception>
    public ISimulator OpenSimulator(int hostThreads) =>
        Open<ISimulator>(device => device.Kind == DeviceKind.Host ? new HostSimulator(hostThreads) : new DeviceSimulator(device, hostThreads), opened => new SharedSimulator(opened));

    // All or none of them.
    T Open<T>(Func<DeviceInfo, T> open, Func<List<T>, T> share) where T : IDisposable
    {
        List<T> opened = [];
        try
        {
            foreach (DeviceInfo device in Devices) opened.Add(open(device));
        }
        catch
        {
            foreach (T one in opened) one.Dispose();
            throw;
        }
        return opened is [T only] ? only : share(opened);
    }

    static DeviceInfo Named(string word, string asked)
    {
        string[] parts = word.Split(':');
        bool numbered = parts.Length == 2 && parts[0] != "host";
        int index = 0;
        if (parts.Length > (parts[0] == "host" ? 1 : 2) || !IsKind(parts[0], out DeviceKind kind)
            || (numbered && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index)))
            throw new InputException($"{asked}: must be auto, all, cuda, opencl, host or cpu, or one or several, with commas between, of these devices: {Present()}");
        // Named without a number, OpenCL means its first GPU where it has one.
        List<DeviceInfo> devices = [.. Kernels.Devices.Of(kind)];
        if (!numbered) devices = [.. devices.OrderByDescending(device => device.IsGpu)];
        return index < devices.Count ? devices[index] : throw new InputException($"{asked}: no such device here; there are {Present()}");
    }

    static DeviceChoice Automatic()
    {
        DeviceInfo host = Kernels.Devices.Host;
        if (!Kernels.Devices.MayHaveGpu) return new DeviceChoice([host], $"{host}: {NoGpu}");
        if (Kernels.Devices.Of(DeviceKind.Cuda) is [DeviceInfo cuda, ..]) return new DeviceChoice([cuda], $"{cuda}: the first CUDA device");
        DeviceInfo? gpu = Kernels.Devices.Of(DeviceKind.OpenCL).FirstOrDefault(device => device.IsGpu);
        return gpu is not null
            ? new DeviceChoice([gpu], $"{gpu}: no CUDA device, the first GPU through OpenCL")
            : new DeviceChoice([host], $"{host}: {NoGpu}");
    }

    /// <summary>OpenCL on the processor would take turns with the host on the same cores, and through OpenCL a CUDA device would be used twice.</summary>
    static DeviceChoice Every(string source)
    {
        IReadOnlyList<DeviceInfo> present = Kernels.Devices.Enumerate();
        bool cuda = present.Any(device => device.Kind == DeviceKind.Cuda);
        DeviceInfo[] taken = [.. present.Where(device => device.Kind is DeviceKind.Cuda or DeviceKind.Host
            || (device.IsGpu && !(cuda && device.Vendor.Contains("NVIDIA", StringComparison.OrdinalIgnoreCase))))];
        DeviceInfo[] left = [.. present.Except(taken)];
        string rest = left.Length == 0 ? "" : $"; left out, because they share cores or a GPU with these: {string.Join(", ", left.AsEnumerable())}";
        return new DeviceChoice(taken, $"{string.Join(" + ", taken.AsEnumerable())}: every GPU and the host, by {source} all{rest}");
    }

    static bool IsKind(string word, out DeviceKind kind)
    {
        kind = DeviceKind.Host;
        return word.All(char.IsLetter) && Enum.TryParse(word, ignoreCase: true, out kind);
    }

    static string Present() => string.Join(", ", Kernels.Devices.Enumerate());
}
