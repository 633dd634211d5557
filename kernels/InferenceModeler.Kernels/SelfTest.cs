using InferenceModeler.Compute;

namespace InferenceModeler.Kernels;

/// <summary>Whether a device computes what the reference lane computes.</summary>
/// <param name="Passed">Whole numbers equal and floats within <see cref="AllowedUlp"/>.</param>
/// <param name="Detail">How it agrees, or why not; one line.</param>
public sealed record SelfTest(bool Passed, string Detail)
{
    /// <summary>
    /// Units in the last place by which a float may differ. A device may fuse a product with a sum (half an ulp saved each, a dozen of them) and OpenCL
    /// lets a division and a root be off by 2.5 and 3 ulp.
    /// </summary>
    public const int AllowedUlp = 16;

    const int Rows = 3;
    const int Items = 257;

    /// <summary>Opens the device and runs every lane function on it, against the scalar lane on the host.</summary>
    public static SelfTest Run(DeviceInfo device)
    {
        WorkGrid grid = Grid();
        float[] expected = new float[grid.OutputLength(SelfTestBody.Outputs)];
        float[] actual = new float[expected.Length];
        using HostBackend reference = new(1, HostLane.Scalar);
        reference.Map<SelfTestBody>(grid, expected);
        try
        {
            using IComputeBackend backend = DeviceChoice.Of(device).Open(1);
            backend.Map<SelfTestBody>(grid, actual);
        }
        catch (DeviceException failure)
        {
            return new SelfTest(false, failure.Message);
        }
        return Compare(grid, expected, actual);
    }

    /// <summary>How many representable floats lie between two finite floats.</summary>
    public static long UlpBetween(float left, float right) => Math.Abs(Ordinal(left) - Ordinal(right));

    static SelfTest Compare(WorkGrid grid, float[] expected, float[] actual)
    {
        long worst = 0;
        for (int column = 0; column < SelfTestBody.Outputs; column++)
            for (int row = 0; row < grid.RowCount; row++)
                for (int item = 0; item < grid.ItemCount; item++)
                {
                    int i = grid.OutputIndex(column, row, item);
                    long ulp = float.IsFinite(actual[i]) ? UlpBetween(expected[i], actual[i]) : long.MaxValue;
                    if (ulp > (column < SelfTestBody.FirstFloatColumn ? 0 : AllowedUlp))
                        return new SelfTest(false, $"column {column}, row {row}, item {item}: {actual[i]:G9} instead of {expected[i]:G9}");
                    worst = Math.Max(worst, ulp);
                }
        return new SelfTest(true, worst == 0 ? "equal to the last bit" : $"whole numbers equal, floats within {worst} ulp");
    }

    static WorkGrid Grid()
    {
        float[] rows = [3.35f, 16f, 1.979e3f, 128f, 0.07f, 7f];
        float[] items = new float[2 * Items];
        for (int i = 0; i < Items; i++)
        {
            items[i] = 1 + i * 37 % 4099;
            items[Items + i] = 0.013f * (1 + i * i);
        }
        return WorkGrid.Of<SelfTestBody>(rows, items, Items);
    }

    static long Ordinal(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        return bits < 0 ? int.MinValue - (long)bits : bits;
    }
}
