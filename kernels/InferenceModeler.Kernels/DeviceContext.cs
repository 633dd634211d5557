using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace InferenceModeler.Kernels;

/// <summary>Creates ILGPU contexts of one kind of device. A kernel that fails to compile spoils its context, so every user has its own.</summary>
static class DeviceContext
{
    public static Context Create(DeviceKind kind)
    {
        IlgpuRepairs.Apply();
        return Context.Create(builder =>
        {
            // Only O2 infers address spaces, without which OpenCL compilers refuse pointers to structs.
            builder.Optimize(OptimizationLevel.O2).EnableAlgorithms();
            if (kind == DeviceKind.Cuda) builder.Cuda();
            else if (kind == DeviceKind.OpenCL) builder.OpenCL(IlgpuRepairs.Accept);
            else builder.CPU(CPUDevice.Default);
        });
    }

    /// <summary>The devices of one kind, in the driver's order; none where there is no driver.</summary>
    public static IReadOnlyList<Device> Devices(Context context, DeviceKind kind)
    {
        List<Device> devices = [];
        foreach (Device device in context)
            if (device.AcceleratorType == Accelerator(kind)) devices.Add(device);
        return devices;
    }

    static AcceleratorType Accelerator(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => AcceleratorType.Cuda,
        DeviceKind.OpenCL => AcceleratorType.OpenCL,
        _ => AcceleratorType.CPU,
    };
}
