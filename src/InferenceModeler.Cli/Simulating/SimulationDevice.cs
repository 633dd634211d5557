using System.CommandLine;
using InferenceModeler.Cli.Output;
using InferenceModeler.Kernels;
using InferenceModeler.Serving;

namespace InferenceModeler.Cli.Simulating;

/// <summary>Where simulations run: the device asked for, else the host, or a GPU for work that fills it.</summary>
static class SimulationDevice
{
    // A thread of a GPU takes a queue's steps tens of times slower than a core: it needs this many to win.
    const int FewestQueues = 2048;

    /// <param name="session">Is told which device, and why.</param>
    /// <param name="option">The option's value; null where it was not given.</param>
    /// <param name="questions">What to simulate.</param>
    /// <exception cref="InputException">No such device here, or it cannot run a question.</exception>
    public static ISimulator Open(Session session, string? option, params IReadOnlyList<SimulationQuestion> questions)
    {
        DeviceChoice? named = DeviceOption.Named(option);
        DeviceChoice choice = named ?? DeviceChoice.Of("auto");
        if (named is null && choice.Devices is [{ IsGpu: true } gpu])
        {
            long queues = questions.Sum(q => (long)q.Seeds * q.Queues);
            string? why = questions.Select(q => q.WhyHostOnly).FirstOrDefault(w => w is not null) ?? (queues < FewestQueues ? $"{queues} queues are too few for {gpu}" : null);
            if (why is not null) choice = new([Devices.Host], $"{Devices.Host}: {why}");
        }
        ISimulator simulator = choice.OpenSimulator(Environment.ProcessorCount);
        try
        {
            foreach (SimulationQuestion question in questions) simulator.Check(question);
        }
        catch
        {
            simulator.Dispose();
            throw;
        }
        DeviceOption.Tell(session, choice);
        return simulator;
    }
}
