using BenchmarkDotNet.Running;
using InferenceModeler.Bench;

if (args is ["speed", ..]) SpeedTable.Write(args.Skip(1).ToArray());
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
