using InferenceModeler.Data;
using InferenceModeler.Models;

namespace InferenceModeler.Tests.Models;

public class ParameterCountTests
{
    static readonly Catalog s_catalog = CatalogFiles.Load();

    [Fact]
    public void Computed_totals_match_every_published_total_within_two_percent()
    {
        List<string> off = [];
        foreach (ModelArchitecture model in s_catalog.Models.Where(m => m.PublishedParameters is not null))
        {
            double deviation = (ParameterCount.Of(model).Total + model.OtherTowerParameters) / model.PublishedParameters!.Value - 1;
            if (Math.Abs(deviation) > 0.02) off.Add($"{model.Id}: {100 * deviation:F2}%");
        }
        Assert.Empty(off);
        Assert.True(s_catalog.Models.Count(m => m.PublishedParameters is not null) >= 90);
    }

    [Fact]
    public void Computed_active_parameters_are_near_the_published_ones()
    {
        // Papers count embeddings in different ways: both with and without them is allowed, and a tenth beside it.
        List<string> off = [];
        foreach (ModelArchitecture model in s_catalog.Models.Where(m => m.PublishedActiveParameters is not null))
        {
            double active = ParameterCount.Of(model).Active, embeddings = (model.TiedEmbeddings ? 1.0 : 2.0) * model.VocabularySize * model.HiddenSize;
            double published = model.PublishedActiveParameters!.Value;
            if (published > 1.12 * (active + model.OtherTowerParameters) || published < 0.88 * (active - embeddings)) off.Add($"{model.Id}: computed {active / 1e9:F2}, published {published / 1e9:F2}");
        }
        Assert.Empty(off);
    }

    [Fact]
    public void Llama_3_1_8B_is_counted_by_hand()
    {
        // Per layer: q and o 2 × 4096², k and v 2 × 4096 × 1024, three matrices 4096 × 14336; 32 layers; two embeddings of 128256 × 4096; 65 norms of 4096.
        double layer = 2.0 * 4096 * 4096 + 2.0 * 4096 * 1024 + 3.0 * 4096 * 14336;
        double expected = 32 * layer + 2.0 * 128256 * 4096 + 65.0 * 4096;
        ParameterCount count = ParameterCount.Of(s_catalog.Models.Single(m => m.Id == "meta-llama/Llama-3.1-8B"));
        Assert.Equal(8_030_261_248, expected);
        Assert.Equal(expected, count.Total);
        Assert.Equal(expected, count.Active);
    }

    [Fact]
    public void Routing_to_every_expert_makes_all_parameters_active()
    {
        foreach (ModelArchitecture model in s_catalog.Models.Where(m => m.IsMixtureOfExperts))
        {
            ParameterCount count = ParameterCount.Of(model), all = ParameterCount.Of(model with { ExpertsPerToken = model.Experts });
            Assert.True(count.Active < count.Total, model.Id);
            Assert.Equal(all.Total, all.Active);
        }
    }
}
