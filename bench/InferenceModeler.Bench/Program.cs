using BenchmarkDotNet.Running;
using InferenceModeler.Bench;

if (args is ["speed", ..]) SpeedTable.Write(args.Skip(1).ToArray());
else if (args is ["plan"]) PlanTable.Write();
else if (args is ["worlds"]) WorldTable.Write();
else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
