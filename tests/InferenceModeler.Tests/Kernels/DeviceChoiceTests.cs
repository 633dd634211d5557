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
        Assert.Equal(id, Assert.Single(choice.Devices).Id);
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
    [InlineData("host,gpu")]
    [InlineData("host,")]
    [InlineData("host,auto")]
    [InlineData("host,cpu:99")]
    public void An_unknown_or_absent_device_is_an_error_that_lists_those_present(string selector)
    {
        string message = Assert.Throws<InputException>(() => DeviceChoice.Of(selector, "INFERENCE_MODELER_DEVICE")).Message;
        Assert.StartsWith($"INFERENCE_MODELER_DEVICE {selector}:", message);
        Assert.Contains("host, ", message + ", ");
        Assert.Contains("cpu:0 (simulated GPU)", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Several_devices_are_chosen_in_the_order_given()
    {
        DeviceChoice choice = DeviceChoice.Of("cpu, host");
        Assert.Equal(["cpu:0", "host"], choice.Devices.Select(device => device.Id));
        Assert.Equal("cpu:0 (simulated GPU) + host: chosen by --device cpu, host", choice.Reason);
        using IComputeBackend backend = choice.Open(1);
        Assert.Equal("cpu:0 (simulated GPU) + host", Assert.IsType<SharedBackend>(backend).Device.Kind);
    }

    [Fact]
    public void A_device_named_twice_is_refused() =>
        Assert.Equal("--device cpu,host,cpu:0: names cpu:0 (simulated GPU) twice; name each device once", Assert.Throws<InputException>(() => DeviceChoice.Of("cpu,host,cpu:0")).Message);

    [Fact]
    public void All_is_every_gpu_and_the_host_without_those_that_share_their_cores()
    {
        DeviceChoice choice = DeviceChoice.Of("all");
        Assert.Contains(Devices.Host, choice.Devices);
        Assert.All(choice.Devices, device => Assert.True(device.IsGpu || device.Kind == DeviceKind.Host));
        Assert.Contains("left out, because they share cores or a GPU with these: ", choice.Reason);
        Assert.Contains("cpu:0 (simulated GPU)", choice.Reason);
    }

    [Fact]
    public void Auto_takes_a_gpu_before_the_host_and_never_a_simulator()
    {
        DeviceInfo best = Devices.Enumerate()[0], chosen = DeviceChoice.Of("auto").Devices.Single();
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
