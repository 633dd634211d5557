using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>The compute devices of this machine.</summary>
public static class Devices
{
    /// <summary>Every device, best first: CUDA, GPUs through OpenCL, the host, OpenCL on the processor, ILGPU's CPU accelerator.</summary>
    public static IReadOnlyList<DeviceInfo> Enumerate() =>
        [.. Of(DeviceKind.Cuda).Concat(Of(DeviceKind.OpenCL)).Append(Host).Concat(Of(DeviceKind.Cpu)).OrderBy(Rank)];

    /// <summary>The host itself: always there, always able.</summary>
    public static DeviceInfo Host { get; } = new(
        DeviceKind.Host, 0, $"{RuntimeInformation.ProcessArchitecture} {HostBackend.WidestLane}", "", RuntimeInformation.FrameworkDescription,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.ProcessorCount, Environment.ProcessorCount, IsGpu: false);

    /// <summary>
    /// False where the kernel shows no GPU at all, so that <c>auto</c> need not start drivers to learn it (an OpenCL driver for the processor takes half a
    /// second). Linux only: the nodes of NVIDIA, AMD and Intel drivers, of Windows' subsystem for Linux and of ARM.
    /// </summary>
    internal static bool MayHaveGpu => !OperatingSystem.IsLinux() || s_gpuNodes.Any(Path.Exists);

    /// <summary>The devices of one kind; loads ILGPU only where a driver for the kind is installed.</summary>
    public static IReadOnlyList<DeviceInfo> Of(DeviceKind kind)
    {
        if (kind == DeviceKind.Host) return [Host];
        if (!HasDriver(kind)) return [];
        using Context context = DeviceContext.Create(kind);
        return [.. DeviceContext.Devices(context, kind).Select((device, index) => Describe(kind, index, device))];
    }

    static readonly string[] s_gpuNodes = ["/dev/nvidiactl", "/dev/dri", "/dev/kfd", "/dev/dxg", "/dev/mali0"];

    static int Rank(DeviceInfo device) => device.Kind switch
    {
        DeviceKind.Cuda => 0,
        DeviceKind.OpenCL => device.IsGpu ? 1 : 3,
        DeviceKind.Host => 2,
        _ => 4,
    };

    static bool HasDriver(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => CanLoad(OperatingSystem.IsWindows() ? ["nvcuda"] : ["libcuda.so.1", "libcuda.so"]),
        DeviceKind.OpenCL => CanLoad(OperatingSystem.IsWindows() ? ["OpenCL"]
            : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] : ["libOpenCL.so.1", "libOpenCL.so"]),
        _ => true,
    };

    static bool CanLoad(string[] names) => names.Any(name => NativeLibrary.TryLoad(name, out _));

    static DeviceInfo Describe(DeviceKind kind, int index, Device device)
    {
        int units = device.NumMultiprocessors;
        int threads = device.MaxNumThreads;
        return device switch
        {
            CudaDevice cuda => new(kind, index, cuda.Name, "NVIDIA", $"CUDA {cuda.DriverVersion}, sm_{cuda.Architecture?.Major}{cuda.Architecture?.Minor}",
                cuda.MemorySize, units, threads, IsGpu: true),
            CLDevice cl => new(kind, index, cl.Name, cl.VendorName, $"{DriverVersion(cl)}, OpenCL {cl.DeviceVersion}", cl.MemorySize, units, threads,
                (cl.DeviceType & (CLDeviceType.CL_DEVICE_TYPE_GPU | CLDeviceType.CL_DEVICE_TYPE_CPU)) == CLDeviceType.CL_DEVICE_TYPE_GPU),
            _ => new(kind, index, "simulated GPU", "ILGPU", typeof(Context).Assembly.GetName().Version!.ToString(3), null, units, threads, IsGpu: false),
        };
    }

    static string DriverVersion(CLDevice device) => CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, CLDeviceInfoType.CL_DRIVER_VERSION);
}
