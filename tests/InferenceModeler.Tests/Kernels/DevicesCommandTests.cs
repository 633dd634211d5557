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
}
