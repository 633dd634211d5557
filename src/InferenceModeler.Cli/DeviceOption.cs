using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Kernels;

namespace InferenceModeler.Cli;

/// <summary>The option <c>--device</c> and its environment variable.</summary>
static class DeviceOption
{
    const string Name = "--device";
    const string Variable = "INFERENCE_MODELER_DEVICE";

    public static Option<string?> Create()
    {
        Option<string?> option = Options.Text(Name, $"What computes: auto, cuda, opencl, host or cpu; cuda:1 is the second; several with commas, or all, share the work. Default: ${Variable}, or auto.", "device");
        option.CompletionSources.Add("auto", "all", "cuda", "opencl", "host", "cpu");
        return option;
    }

    /// <summary>The devices asked for by the option, else by the variable, else the best; says which and why on stderr.</summary>
    /// <exception cref="InputException">No such device here.</exception>
    public static DeviceChoice Choose(Session session, string? option)
    {
        DeviceChoice choice = Asked(option);
        Tell(session, choice);
        return choice;
    }

    /// <summary>As <see cref="Choose"/>, but says nothing.</summary>
    public static DeviceChoice Asked(string? option) => Named(option) ?? DeviceChoice.Of("auto", Name);

    /// <summary>The devices asked for by the option or the variable; null where nobody asked, or for the best.</summary>
    /// <exception cref="InputException">No such device here.</exception>
    public static DeviceChoice? Named(string? option)
    {
        string? variable = Environment.GetEnvironmentVariable(Variable);
        (string? selector, string source) = option is not null ? (option, Name) : (variable, Variable);
        return string.IsNullOrEmpty(selector) || selector.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : DeviceChoice.Of(selector, source);
    }

    public static void Tell(Session session, DeviceChoice choice) => session.Note($"device {choice.Reason}");
}
