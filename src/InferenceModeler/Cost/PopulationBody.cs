using InferenceModeler.Compute;
using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Predicts every measured point (<see cref="PopulationInput"/>) under every candidate vector of coefficients (an item, one column per
/// <see cref="Coefficient"/>): what a calibration searches over.
/// </summary>
public readonly struct PopulationBody<TForm> : IBody where TForm : struct, IClosedForm
{
    public static int RowFields => PopulationInput.Count;

    public static int ItemFields => Coefficients<Scalar>.Count;

    public static int Outputs => PopulationOutput.Count;

    public static void Run<T, TMemory>(ref TMemory memory, int row, int first, int count)
        where T : struct, IReal<T>
        where TMemory : struct, IMemory<T>
    {
        StepFacts<T> facts = StepFacts<T>.Read(ref memory, row, PopulationInput.Facts);
        Machine<T> machine = Machine<T>.Read(ref memory, row, PopulationInput.Machine);
        ReplicaLimits<T> limits = ReplicaLimits<T>.Read(ref memory, row, PopulationInput.Limits);
        T promptTokens = memory.Row(row, PopulationInput.PromptTokens);
        T outputTokens = memory.Row(row, PopulationInput.OutputTokens);
        T cachedTokens = memory.Row(row, PopulationInput.CachedPromptTokens);
        T load = memory.Row(row, PopulationInput.Load);
        int end = first + count;
        for (int item = first; item < end; item += T.Lanes)
        {
            ItemCoefficients<T, TMemory> source = new(memory, item);
            Coefficients<T> coefficients = Coefficients<T>.From(ref source);
            Preparation.Prepare(in facts, in machine, in coefficients, out PreparedDeployment<T> prepared);
            OperatingPoint<T> point = TForm.Evaluate(in prepared, in limits, promptTokens, outputTokens, cachedTokens, load);
            memory.Write(PopulationOutput.TtftSeconds, row, item, point.TtftSeconds);
            memory.Write(PopulationOutput.TpotSeconds, row, item, point.TpotSeconds);
            memory.Write(PopulationOutput.OutputTokensPerSecond, row, item, point.OutputTokensPerSecond);
        }
    }
}
