using CsCheck;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Workloads;

public class ArrivalTests
{
    static readonly Workload s_fixed = Workload.Fixed(100, 10);

    static RateFacts Facts(ArrivalProcess arrivals, double rate, int requests, uint seed = 1) =>
        RateFacts.Of([.. RequestSampler.PeakHour(s_fixed with { Arrivals = arrivals }, rate, seed, 0).Take(requests)])!;

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(3)]
    public void Gamma_arrivals_have_the_rate_and_the_variation_asked_for(double cv)
    {
        RateFacts facts = Facts(ArrivalProcess.Gamma(cv), 20, 60_000);

        // Standard error of a mean gap is CV/sqrt(n) (1.2% at CV 3), of the CV of so skewed gaps about three times that.
        Assert.Equal(20, facts.MeanRequestsPerSecond, 20 * 0.05);
        Assert.Equal(cv, facts.GapCv, cv * 0.1);
    }

    [Fact]
    public void Poisson_arrivals_have_variation_one() => Assert.Equal(1, Facts(ArrivalProcess.Poisson, 20, 60_000).GapCv, 0.03);

    [Fact]
    public void Deterministic_arrivals_are_equally_spaced() => Assert.Equal(0, Facts(ArrivalProcess.Deterministic, 4, 1000).GapCv, 1e-9);

    // Three mean gaps of each of 4,000 streams: the mean count is within four standard errors of 3.
    [Theory, InlineData(0), InlineData(0.3), InlineData(1), InlineData(2), InlineData(5)]
    public void Short_looks_at_a_stream_see_its_rate(double cv)
    {
        Workload workload = s_fixed with { Arrivals = cv == 0 ? ArrivalProcess.Deterministic : ArrivalProcess.Gamma(cv) };
        double[] counts = [.. Enumerable.Range(0, 4000).Select(stream => (double)RequestSampler.PeakHour(workload, 1, 1, (uint)stream).TakeWhile(r => r.ArrivalSeconds < 3).Count())];
        double mean = counts.Average(), error = Math.Sqrt(counts.Average(c => (c - mean) * (c - mean)) / counts.Length);
        Assert.Equal(3, mean, 4 * error + 1e-9);
    }

    [Fact]
    public void Bursts_keep_the_mean_rate_and_raise_the_dispersion()
    {
        RateFacts facts = Facts(ArrivalProcess.Bursty(new TwoStateBurst(4, 0.1, 10)), 20, 200_000);

        // About 100 bursts in the sample: their number, so the rate, is known to 1/sqrt(100) of the 40% they carry.
        Assert.Equal(20, facts.MeanRequestsPerSecond, 20 * 0.12);
        Assert.True(facts.MinuteDispersion > 10, $"dispersion {facts.MinuteDispersion}");
    }

    [Fact]
    public void A_day_follows_its_hours()
    {
        Workload workload = s_fixed with { Day = HourCurve.FromPeakToMean(2), Arrivals = ArrivalProcess.Deterministic };
        double[] perHour = new double[24];
        foreach (TimedRequest request in RequestSampler.Day(workload, 0.5, 1, 0).TakeWhile(request => request.ArrivalSeconds < 86400))
            perHour[(int)(request.ArrivalSeconds / 3600)]++;

        for (int hour = 0; hour < 24; hour++) Assert.Equal(workload.Day.OfPeak[hour] * 1800, perHour[hour], 1.01);
    }

    [Fact]
    public void An_hour_curve_has_the_peak_to_mean_it_was_made_for() =>
        Gen.Double[1, 12].Sample(ratio => Math.Abs(HourCurve.FromPeakToMean(ratio).PeakToMean - ratio) < 1e-6);

    [Fact]
    public void Served_tokens_per_day_shrink_by_the_peak_to_mean()
    {
        // 2 requests/s in the peak hour, twice the mean: 1/s × 86,400 s × 110 tokens.
        Workload workload = s_fixed with { Day = HourCurve.FromPeakToMean(2) };

        Assert.Equal(86_400 * 110.0, workload.ServedTokensPerDay(2), 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_requests_and_another_gives_others()
    {
        Workload workload = s_fixed with { Arrivals = ArrivalProcess.Bursty(new TwoStateBurst(3, 0.2, 5)) };

        Assert.Equal(RequestSampler.PeakHour(workload, 5, 1, 2).Take(100), RequestSampler.PeakHour(workload, 5, 1, 2).Take(100));
        Assert.NotEqual(RequestSampler.PeakHour(workload, 5, 1, 2).Take(100), RequestSampler.PeakHour(workload, 5, 2, 2).Take(100));
    }

    [Fact]
    public void Sampled_lengths_converge_to_the_distribution()
    {
        EmpiricalLengths lengths = new([new(new(100, 10), 0.25), new(new(200, 20, 50), 0.75)]);
        double prompt = RequestSampler.PeakHour(s_fixed with { Lengths = lengths }, 1, 1, 1).Take(20_000).Average(request => request.Shape.PromptTokens);

        // Standard error 43/sqrt(20,000) = 0.3 tokens: four of them.
        Assert.Equal(175, prompt, 1.2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Senseless_rates_are_rejected(double rate) => Assert.Throws<InputException>(() => RequestSampler.PeakHour(s_fixed, rate, 1, 1));
}
