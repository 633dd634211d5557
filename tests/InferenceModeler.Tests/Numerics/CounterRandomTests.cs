using CsCheck;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Numerics;

public class CounterRandomTests
{
    /// <summary>Known answers of Random123 (kat_vectors, philox4x32 with 10 rounds).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_vectors(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3)
    {
        RandomWords words = CounterRandom.Philox(c0, c1, c2, c3, k0, k1);

        Assert.Equal((w0, w1, w2, w3), (words.Word0, words.Word1, words.Word2, words.Word3));
    }

    [Fact]
    public void Draws_do_not_depend_on_the_order_they_are_taken_in()
    {
        uint[] forward = [.. Enumerable.Range(0, 1000).Select(i => CounterRandom.Draw(7, 3, (uint)i).Word0)];
        uint[] backward = [.. Enumerable.Range(0, 1000).Reverse().Select(i => CounterRandom.Draw(7, 3, (uint)i).Word0).Reverse()];

        Assert.Equal(forward, backward);
        Assert.Equal(1000, forward.Distinct().Count());
    }

    [Fact]
    public void Units_stay_strictly_between_zero_and_one() =>
        Gen.Select(Gen.OneOf(Gen.UInt, Gen.Const(0u), Gen.Const(uint.MaxValue)), Gen.OneOf(Gen.UInt, Gen.Const(0u), Gen.Const(uint.MaxValue)))
            .Sample((high, low) => CounterRandom.Unit(high) is > 0 and < 1 && CounterRandom.Unit(high, low) is > 0 and < 1);

    [Fact]
    public void Streams_are_uncorrelated()
    {
        const int Draws = 20_000;
        double product = 0;
        for (uint i = 0; i < Draws; i++) product += (CounterRandom.Draw(1, 0, i).First - 0.5) * (CounterRandom.Draw(1, 1, i).First - 0.5);

        // The correlation of independent draws has standard deviation 1/sqrt(n): five of them.
        Assert.InRange(product / Draws * 12, -5 / Math.Sqrt(Draws), 5 / Math.Sqrt(Draws));
    }
}
