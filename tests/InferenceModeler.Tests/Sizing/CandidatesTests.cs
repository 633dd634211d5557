using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Sizing;

namespace InferenceModeler.Tests.Sizing;

public class CandidatesTests
{
    [Fact]
    public void Llama_70B_has_hundreds_of_fitting_deployments_all_different_all_dividing_it()
    {
        IReadOnlyList<Candidate> candidates = Llama70B.Candidates.Candidates;
        TestContext.Current.TestOutputHelper?.WriteLine($"{candidates.Count} of {candidates.Select(c => c.Deployment.Accelerator.Id).Distinct().Count()} accelerators");
        Assert.True(candidates.Count >= 500, $"{candidates.Count}");
        Assert.Equal(candidates.Count, candidates.Select(c => c.Deployment.ToString()).Distinct().Count());
        Assert.All(candidates, c =>
        {
            Assert.Null(Layouts.Indivisible(c.Deployment.Model, c.Deployment.Layout));
            Assert.True(c.Memory.KvBytes > 0);
            Assert.True(c.Deployment.Precision.Weights.Bits() >= 8);
            Assert.True(c.UsdPerHour > 0);
        });
    }

    [Fact]
    public void Four_bit_weights_appear_only_by_consent()
    {
        CandidatePolicy consent = new() { Precisions = [NumberFormat.Fp4] };
        CandidateSet set = Candidates.Enumerate(Llama70B.Catalog, Llama70B.Model, consent, Llama70B.Offers);
        Assert.NotEmpty(set.Candidates);
        Assert.All(set.Candidates, c => Assert.Equal(NumberFormat.Fp4, c.Deployment.Precision.Weights));
        Assert.Contains(Llama70B.Candidates.Rejections.Rejections, r => r.Reason == RejectionReason.PrecisionNeedsConsent && r.NearestMiss.Contains("--precisions"));
    }

    [Fact]
    public void The_nearest_miss_of_memory_is_told_in_bytes()
    {
        Rejection miss = Llama70B.Candidates.Rejections.Rejections.Single(r => r.Reason == RejectionReason.WeightsExceedMemory);
        Assert.True(miss.Count > 0);
        Assert.Matches(@"needs [0-9.]+ [GM]iB more per accelerator", miss.NearestMiss);
    }

    [Fact]
    public void A_named_accelerator_that_nobody_sells_here_is_looked_at_without_a_cost()
    {
        CandidateSet set = Candidates.Enumerate(Llama70B.Catalog, Llama70B.Model, new() { Accelerators = ["mi355x"] }, Llama70B.Offers);
        Assert.NotEmpty(set.Candidates);
        Assert.All(set.Candidates, c => Assert.Null(c.UsdPerHour));
    }

    [Fact]
    public void A_layout_that_does_not_divide_the_model_is_refused_with_the_reason() =>
        Assert.Contains("64 query heads do not divide by tp3", Assert.Throws<InputException>(() =>
            Candidates.Enumerate(Llama70B.Catalog, Llama70B.Model, new() { Layouts = [new(3, 1, 1, 1)] }, Llama70B.Offers)).Message);

    [Fact]
    public void A_doubtful_price_is_used_only_where_there_is_no_other() =>
        Assert.All(Llama70B.Offers, g => Assert.True(g.All(o => !o.Price!.IsSuspect) || g.All(o => o.Price!.IsSuspect), g.Key));

    [Theory]
    [InlineData("tp4", 4, 1, 1, 1)]
    [InlineData("tp8 pp2", 8, 2, 1, 1)]
    [InlineData("tp2ep8dp4", 2, 1, 8, 4)]
    public void A_layout_is_read_as_it_is_written(string text, int tensor, int pipeline, int expert, int data)
    {
        Layout layout = new(tensor, pipeline, expert, data);
        Assert.Equal(layout, Layouts.Parse(text, "--layouts"));
        Assert.Equal(layout, Layouts.Parse(layout.ToString(), "--layouts"));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("tp")]
    [InlineData("xp4")]
    [InlineData("tp0")]
    public void What_is_no_layout_is_refused(string text) => Assert.Throws<InputException>(() => Layouts.Parse(text, "--layouts"));

    [Theory]
    [InlineData(8, 8, 2, 4, 1)]
    [InlineData(8, 8, 8, 1, 1)]
    [InlineData(4, 72, 16, 1, 4)]
    public void Replicas_are_packed_into_whole_instances(int accelerators, int domain, int tensor, int replicas, int instances) =>
        Assert.Equal(new Packing(replicas, instances), Packing.Of(new(tensor, 1, 1, 1), Some(accelerators, domain)));

    [Fact]
    public void A_tensor_group_never_crosses_a_scale_up_domain_but_pipeline_stages_may()
    {
        Assert.Null(Packing.Of(new(16, 1, 1, 1), Some(8, 8)));
        Assert.Equal(new Packing(1, 2), Packing.Of(new(8, 2, 1, 1), Some(8, 8)));
        Assert.Null(Packing.Of(new(4, 3, 1, 1), Some(8, 8)));
    }

    static Instance Some(int accelerators, int domain) => Llama70B.Catalog.Instances[0] with { Accelerators = accelerators, ScaleUpDomainAccelerators = domain, NetworkBytesPerSecond = 1e11 };
}
