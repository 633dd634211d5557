using InferenceModeler.Kernels;

namespace InferenceModeler.Tests.Kernels;

/// <summary>One OpenCL device for a class of tests, PoCL where there is no other. In continuous integration its absence is a failure.</summary>
public sealed class OpenClDevice : IDisposable
{
    GpuBackend? _backend;

    public GpuBackend Backend() => _backend ??= new GpuBackend(Device(), hostThreads: 2);

    public void Dispose() => _backend?.Dispose();

    static DeviceInfo Device()
    {
        if (Devices.Of(DeviceKind.OpenCL) is [DeviceInfo device, ..]) return device;
        const string Remedy = "no OpenCL device: install pocl-opencl-icd and ocl-icd-libopencl1";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Remedy);
        Assert.Skip(Remedy);
        throw new InvalidOperationException("unreachable");
    }
}
