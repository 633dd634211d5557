using InferenceModeler.Kernels;

namespace InferenceModeler.Bench;

/// <summary>The devices of this machine that are worth measuring: all but the simulator.</summary>
static class BenchDevices
{
    public static IEnumerable<string> Names => Devices.Enumerate().Where(device => device.Kind != DeviceKind.Cpu).Select(device => device.Id);
}
