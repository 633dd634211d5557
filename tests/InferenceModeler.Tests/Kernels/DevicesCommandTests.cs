using System.Text.Json;
using InferenceModeler.Cli;
using InferenceModeler.Tests.Cli;

namespace InferenceModeler.Tests.Kernels;

public class DevicesCommandTests
{
    [Fact]
    public void Every_device_is_listed_with_a_passed_self_test()
    {
        Invocation run = Invocation.Of("devices", "--json");
        Assert.Equal(ExitCodes.Answered, run.ExitCode);
        JsonElement.ArrayEnumerator devices = JsonDocument.Parse(run.Out).RootElement.GetProperty("devices").EnumerateArray();
        Assert.All(devices, device => Assert.True(device.GetProperty("selfTestPassed").GetBoolean(), device.ToString()));
        string[] ids = [.. devices.Select(device => device.GetProperty("device").GetString()!)];
        Assert.Contains("host", ids);
        Assert.Equal("cpu:0", ids[^1]);
    }

    [Fact]
    public void The_choice_and_its_reason_go_to_stderr() =>
        Assert.Equal("device host: chosen by --device host\n", Invocation.Of("devices", "--device", "host").Error);

    [Fact]
    public void An_absent_device_is_refused() =>
        Invocation.AssertRefused(["devices", "--device", "cuda:99"], "--device cuda:99: no such device here; there are ", "host");
}
