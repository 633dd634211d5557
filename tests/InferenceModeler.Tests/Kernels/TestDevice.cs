using InferenceModeler.Kernels;

namespace InferenceModeler.Tests.Kernels;

/// <summary>
/// The device that a class of tests runs on: the one that INFERENCE_MODELER_DEVICE names, else the best GPU, else OpenCL on the processor (PoCL). In
/// continuous integration its absence is a failure.
/// </summary>
public sealed class TestDevice : IDisposable
{
    GpuBackend? _backend;

    public GpuBackend Backend() => _backend ??= new GpuBackend(Device(), hostThreads: 2);

    public void Dispose() => _backend?.Dispose();

    /// <summary>Which one; without any the test is skipped, or fails in continuous integration.</summary>
    internal static DeviceInfo Device()
    {
        if (Environment.GetEnvironmentVariable("INFERENCE_MODELER_DEVICE") is { Length: > 0 } forced)
        {
            DeviceInfo named = DeviceChoice.Of(forced).Devices.Single();
            if (named.Kind == DeviceKind.Host) Assert.Skip("INFERENCE_MODELER_DEVICE names the host: nothing to compare it with");
            return named;
        }
        if (Devices.Enumerate().FirstOrDefault(device => device.Kind is DeviceKind.Cuda or DeviceKind.OpenCL) is { } device) return device;
        const string Remedy = "no CUDA or OpenCL device: install pocl-opencl-icd and ocl-icd-libopencl1";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Remedy);
        Assert.Skip(Remedy);
        throw new InvalidOperationException("unreachable");
    }
}
