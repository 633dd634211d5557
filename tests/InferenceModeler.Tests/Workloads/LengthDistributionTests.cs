using CsCheck;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Workloads;

public class LengthDistributionTests
{
    static readonly Gen<WeightedShape> s_cell =
        from prompt in Gen.Int[1, 50_000]
        from output in Gen.Int[1, 4_000]
        from cached in Gen.Int[0, prompt - 1]
        from hasCache in Gen.Bool
        from share in Gen.Double[0.001, 1]
        select new WeightedShape(new(prompt, output, hasCache ? cached : 0), share);

    static readonly Gen<EmpiricalLengths> s_lengths = s_cell.Array[1, 300].Select(cells => new EmpiricalLengths(cells));

    /// <summary>Also where shares differ by a factor of a million, so that most parts of the guide lie in one cell.</summary>
    [Fact]
    public void A_draw_takes_the_first_cell_up_to_which_the_shares_reach_it() =>
        Gen.Select(s_cell.Array[1, 300], Gen.Int[0, 6], Gen.UInt).Sample((cells, steepness, seed) =>
        {
            EmpiricalLengths lengths = new([.. cells.Select(cell => cell with { Share = Math.Pow(cell.Share, steepness) })]);
            for (uint draw = 0; draw < 50; draw++)
            {
                double uniform = CounterRandom.Draw(seed, 7, draw).First, sum = 0;
                RequestShape expected = lengths.Table.First(cell => (sum += cell.Share) >= uniform || cell == lengths.Table[^1]).Shape;
                if (lengths.Sample(seed, 7, draw) != expected) return false;
            }
            return true;
        }, iter: 200);

    [Fact]
    public void A_reduced_mix_has_shares_that_sum_to_one_and_no_more_shapes_than_asked() =>
        Gen.Select(s_lengths, Gen.Int[1, 100]).Sample((lengths, points) =>
        {
            RequestMix mix = lengths.ToMix(points).Mix;
            return mix.Shapes.Count <= points && Math.Abs(mix.Shapes.Sum(shape => shape.Share) - 1) < 1e-9;
        }, iter: 200);

    [Fact]
    public void A_reduced_mix_keeps_the_means_up_to_one_rounded_token() =>
        // Half a token of the largest cell; a cached count held under its prompt can lose a little more.
        Gen.Select(s_lengths, Gen.Int[1, 100]).Sample((lengths, points) =>
        {
            RequestMix mix = lengths.ToMix(points).Mix;
            return Math.Abs(mix.MeanPromptTokens - lengths.MeanPromptTokens) <= 0.501
                && Math.Abs(mix.MeanOutputTokens - lengths.MeanOutputTokens) <= 0.501
                && Math.Abs(mix.MeanCachedPromptTokens - lengths.MeanCachedPromptTokens) <= 1.001;
        }, iter: 200);

    [Fact]
    public void A_reduced_mix_does_not_depend_on_the_order_of_the_entries() =>
        Gen.Select(s_lengths, Gen.Int[1, 100]).Sample((lengths, points) =>
        {
            RequestMix mix = lengths.ToMix(points).Mix;
            RequestMix reversed = new EmpiricalLengths([.. lengths.Table.Reverse()]).ToMix(points).Mix;
            return mix.Shapes.Select(s => s.Shape).SequenceEqual(reversed.Shapes.Select(s => s.Shape));
        }, iter: 100);

    [Fact]
    public void A_mix_with_enough_points_is_the_distribution_itself()
    {
        EmpiricalLengths lengths = new([new(new(100, 10), 0.25), new(new(200, 20), 0.75)]);

        Assert.Equal(lengths.Table, lengths.ToMix(2).Mix.Shapes);
    }

    [Fact]
    public void Requests_beyond_the_context_are_left_out_and_counted()
    {
        EmpiricalLengths lengths = new([new(new(100, 10), 0.25), new(new(200, 20), 0.75)]);

        MixReduction reduction = lengths.ToMix(8, maxContextTokens: 110);

        Assert.Equal(0.75, reduction.TooLongShare, 12);
        Assert.Equal(new WeightedShape(new(100, 10), 1), Assert.Single(reduction.Mix.Shapes));
    }

    [Fact]
    public void A_context_that_no_request_fits_is_an_error() =>
        Assert.Contains("context of 50", Assert.Throws<InputException>(() => new FixedLengths(new(100, 10)).ToMix(8, 50)).Message);

    [Fact]
    public void Lognormal_quantiles_are_those_asked_for()
    {
        LognormalTokens tokens = LognormalTokens.FromMedianAndP95(1000, 4000);

        Assert.Equal(1000, tokens.Quantile(0.5));
        Assert.Equal(4000, tokens.Quantile(0.95));
    }

    [Fact]
    public void Lognormal_from_mean_and_p95_has_that_mean_and_p95()
    {
        LognormalTokens tokens = LognormalTokens.FromMeanAndP95(1000, 3000);

        Assert.Equal(1000, tokens.MedianTokens * Math.Exp(tokens.Sigma * tokens.Sigma / 2), 6);
        Assert.Equal(3000, tokens.Quantile(0.95));
    }

    [Fact]
    public void Lognormal_means_and_samples_agree()
    {
        LognormalLengths lengths = new(LognormalTokens.FromMeanAndCv(1000, 1), LognormalTokens.FromMeanAndCv(200, 0.5));
        const int Draws = 40_000;
        double prompt = Enumerable.Range(0, Draws).Average(i => (double)lengths.Sample(1, 2, (uint)i).PromptTokens);

        // The grid leaves off the last 1/8192 of the tail; a sampled mean has standard error CV/sqrt(n) = 0.5%: four of them.
        Assert.Equal(1000, lengths.MeanPromptTokens, 1000 * 0.005);
        Assert.Equal(200, lengths.MeanOutputTokens, 200 * 0.005);
        Assert.Equal(1000, prompt, 1000 * 0.02);
    }

    [Fact]
    public void Lognormal_lengths_stay_within_their_limits() =>
        Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[10, 5000], Gen.Double[0.1, 3]).Sample((probability, median, cv) =>
            LognormalTokens.FromMedianAndCv(median, cv, 5, 8000).Quantile(probability) is >= 5 and <= 8000);

    [Fact]
    public void Prefix_reuse_set_is_prefix_reuse_read() =>
        Gen.Double[0, 0.95].Sample(
            fraction => Math.Abs(new FixedLengths(new(10_000, 10)).WithPrefixReuse(fraction).PrefixReuse - fraction) < 1e-4);

    [Theory]
    [InlineData(0, 10, 0, "prompt of 0")]
    [InlineData(10, 0, 0, "output of 0")]
    [InlineData(10, 10, 10, "10 cached of 10")]
    [InlineData(10, 10, -1, "-1 cached of 10")]
    public void Senseless_lengths_are_rejected(int prompt, int output, int cached, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => new FixedLengths(new(prompt, output, cached))).Message);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void Senseless_lognormal_figures_are_rejected(double figure)
    {
        Assert.Throws<InputException>(() => LognormalTokens.FromMedianAndP95(figure, 100));
        Assert.Throws<InputException>(() => LognormalTokens.FromMeanAndCv(100, figure));
        Assert.Throws<InputException>(() => LognormalTokens.FromMeanAndP95(100, figure));
    }
}
