using InferenceModeler.Compute;
using InferenceModeler.Kernels;

namespace InferenceModeler.Tests.Kernels;

public class DeviceChoiceTests
{
    [Theory]
    [InlineData("host", "host")]
    [InlineData("HOST", "host")]
    [InlineData("cpu", "cpu:0")]
    [InlineData("cpu:0", "cpu:0")]
    public void A_named_device_is_chosen(string selector, string id)
    {
        DeviceChoice choice = DeviceChoice.Of(selector);
        Assert.Equal(id, choice.Device.Id);
        Assert.EndsWith($"chosen by --device {selector}", choice.Reason);
        using IComputeBackend backend = choice.Open(1);
        Assert.StartsWith(id, backend.Device.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("0")]
    [InlineData("cpu:")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:x")]
    [InlineData("host:0")]
    [InlineData("cpu:0:0")]
    [InlineData("auto:1")]
    [InlineData("cpu:99")]
    public void An_unknown_or_absent_device_is_an_error_that_lists_those_present(string selector)
    {
        string message = Assert.Throws<InputException>(() => DeviceChoice.Of(selector, "INFERENCE_MODELER_DEVICE")).Message;
        Assert.StartsWith($"INFERENCE_MODELER_DEVICE {selector}:", message);
        Assert.Contains("host, ", message + ", ");
        Assert.Contains("cpu:0 (simulated GPU)", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Auto_takes_a_gpu_before_the_host_and_never_a_simulator()
    {
        DeviceInfo best = Devices.Enumerate()[0], chosen = DeviceChoice.Of("auto").Device;
        Assert.Equal(best, chosen);
        Assert.True(chosen.IsGpu || chosen.Kind == DeviceKind.Host);
    }

    [Fact]
    public void Every_device_present_passes_its_self_test()
    {
        IReadOnlyList<DeviceInfo> devices = Devices.Enumerate();
        Assert.Contains(devices, device => device.Kind == DeviceKind.Host);
        Assert.Contains(devices, device => device.Kind == DeviceKind.Cpu);
        foreach (DeviceInfo device in devices)
        {
            SelfTest result = SelfTest.Run(device);
            TestContext.Current.TestOutputHelper?.WriteLine($"{device}: {result.Detail}");
            Assert.True(result.Passed, $"{device}: {result.Detail}");
        }
    }

    [Fact]
    public void The_simulator_agrees_to_the_last_bit() =>
        Assert.Equal("equal to the last bit", SelfTest.Run(Devices.Of(DeviceKind.Cpu)[0]).Detail);
}
