using System.Runtime.InteropServices;
using System.Text;
using InferenceModeler.Cli;

using CancellationTokenSource interrupted = new();
void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    interrupted.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
StreamWriter stdout = new(Console.OpenStandardOutput(), new UTF8Encoding(false), bufferSize: 1 << 16);
StreamWriter stderr = new(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
return new CommandLine(stdout, stderr)
{
    OutputWidth = Console.IsOutputRedirected ? null : Console.WindowWidth,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Cancellation = interrupted.Token,
}.Run(args);
