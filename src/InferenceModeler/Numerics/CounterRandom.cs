using System.Runtime.CompilerServices;

namespace InferenceModeler.Numerics;

/// <summary>
/// Random numbers as a pure function of (seed, stream, draw): no state to carry, so replicas, threads and devices draw the same numbers in any order.
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Device-callable: structs and 32-bit integers only.
/// </summary>
public static class CounterRandom
{
    const uint Multiplier0 = 0xD2511F53;
    const uint Multiplier1 = 0xCD9E8D57;
    const uint Weyl0 = 0x9E3779B9;
    const uint Weyl1 = 0xBB67AE85;

    /// <summary>The block of one draw. <paramref name="attempt"/> gives further words to a draw that needs more than four.</summary>
    public static RandomWords Draw(uint seed, uint stream, uint draw, uint attempt = 0) => Philox(draw, attempt, 0, 0, seed, stream);

    /// <summary>A float in (0, 1) from one word: 23 bits at the midpoints of equal cells, so never 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unit(uint word) => ((word >> 9) + 0.5f) * (1f / (1 << 23));

    /// <summary>A double in (0, 1) from two words: 52 bits, never 0 or 1. Not for devices without doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Unit(uint high, uint low) => ((((ulong)high << 32 | low) >> 12) + 0.5) * (1.0 / (1ul << 52));

    /// <summary>The bijection itself: counter words, then key words.</summary>
    public static RandomWords Philox(uint counter0, uint counter1, uint counter2, uint counter3, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = (ulong)Multiplier0 * counter0;
            ulong product1 = (ulong)Multiplier1 * counter2;
            counter0 = (uint)(product1 >> 32) ^ counter1 ^ key0;
            counter2 = (uint)(product0 >> 32) ^ counter3 ^ key1;
            counter1 = (uint)product1;
            counter3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return new(counter0, counter1, counter2, counter3);
    }
}
