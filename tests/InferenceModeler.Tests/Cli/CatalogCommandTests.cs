using System.Text.Json;
using InferenceModeler.Cli;
using InferenceModeler.Data;

namespace InferenceModeler.Tests.Cli;

public sealed class CatalogCommandTests : IDisposable
{
    static readonly Catalog s_catalog = CatalogFiles.Load();

    readonly string _folder = Directory.CreateTempSubdirectory("catalog-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("accelerators", "mi300x")]
    [InlineData("models", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("instances", "p5.48xlarge")]
    [InlineData("regions", "eu-north-1")]
    [InlineData("engines", "tensorrt-llm")]
    [InlineData("support", "hopper")]
    public void A_list_names_every_entry_as_table_and_as_json(string kind, string one)
    {
        Invocation table = Invocation.Of("catalog", "list", kind), json = Invocation.Of("catalog", "list", kind, "--json");
        Assert.Equal(ExitCodes.Answered, table.ExitCode);
        Assert.Contains(one, table.Out);
        using JsonDocument document = JsonDocument.Parse(json.Out);
        int entries = document.RootElement.GetProperty(kind).GetArrayLength();
        Assert.Equal(entries, table.Out.Split('\n').Length - 3);
    }

    [Fact]
    public void Estimated_power_and_doubtful_prices_are_marked_in_the_lists()
    {
        Assert.Contains("~503", Invocation.Of("catalog", "list", "accelerators").Out);
        Assert.Contains("98.3?", Invocation.Of("catalog", "list", "instances").Out);
    }

    [Theory]
    [InlineData("h100-sxm", "us-east-1")]
    [InlineData("p5.48xlarge", "8 × h100-sxm")]
    [InlineData("aws/eu-north-1", "Stockholm")]
    [InlineData("trtllm", "what is free after weights")]
    [InlineData("deepseek-ai/DeepSeek-R1", "8 of 256 experts of 2,048, shared 2,048")]
    public void An_entry_is_shown_with_its_source_and_doubts(string name, string fact)
    {
        Invocation run = Invocation.Of("catalog", "show", name);
        Assert.Equal(ExitCodes.Answered, run.ExitCode);
        Assert.Contains(fact, run.Out);
        Assert.All(["source", "date", "confidence", "doubts"], word => Assert.Contains(word, run.Out));
        using JsonDocument document = JsonDocument.Parse(Invocation.Of("catalog", "show", name, "--json").Out);
        Assert.NotEqual("", document.RootElement.GetProperty("kind").GetString());
    }

    [Fact]
    public void Prices_are_shown_per_region_with_their_doubt()
    {
        string shown = Invocation.Of("catalog", "show", "a3-megagpu-8g").Out;
        Assert.Contains("europe-west1", shown);
        Assert.Contains("SUSPECT", shown);
    }

    [Fact]
    public void A_variant_is_shown_with_a_note_of_what_it_was_taken_as()
    {
        Invocation run = Invocation.Of("catalog", "show", "Llama-3.1-70B-Instruct");
        Assert.Contains("architecture of meta-llama/Llama-3.1-70B", run.Error);
        Assert.Contains("70.55 B computed", run.Out);
    }

    [Fact]
    public void A_config_json_is_shown_like_a_catalog_model()
    {
        string file = Path.Combine(_folder, "config.json");
        File.WriteAllText(file, """{"model_type":"llama","hidden_size":4096,"intermediate_size":14336,"num_attention_heads":32,"num_hidden_layers":32,"num_key_value_heads":8,"max_position_embeddings":131072,"vocab_size":128256,"torch_dtype":"bfloat16"}""");
        Assert.Contains("8.03 B computed", Invocation.Of("catalog", "show", file).Out.Replace("8.030", "8.03", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_of_all_kinds() => Invocation.AssertRefused(["catalog", "show", "p5.48xlarg"], "\"p5.48xlarg\"", "p5.48xlarge");

    [Fact]
    public void An_unknown_kind_is_refused_with_the_nearest() => Invocation.AssertRefused(["catalog", "list", "modles"], "'modles'", "models");

    [Fact]
    public void The_check_counts_entries_and_doubts_and_finds_no_far_parameter_count()
    {
        using JsonDocument document = JsonDocument.Parse(Invocation.Of("catalog", "check", "--json").Out);
        JsonElement models = document.RootElement.GetProperty("entries").EnumerateArray().Single(e => e.GetProperty("name").GetString() == "models");
        Assert.Equal(s_catalog.Models.Count, models.GetProperty("entries").GetInt32());
        Assert.Equal(s_catalog.Models.Count(m => m.Provenance.Doubts.Length > 0), models.GetProperty("withDoubts").GetInt32());
        Assert.All(document.RootElement.GetProperty("parameterDeviations").EnumerateArray(), d => Assert.True(Math.Abs(d.GetProperty("fraction").GetDouble()) <= 0.02));
    }

    [Fact]
    public void A_folder_is_checked_by_the_same_rules()
    {
        File.WriteAllText(Path.Combine(_folder, "accelerators.csv"), "id,power_watts\nh100-sxm,0\n");
        Invocation.AssertRefused(["catalog", "check", _folder], "line 2, column power_watts", "\"0\"");
        Invocation.AssertRefused(["catalog", "list", "accelerators", "--catalog", _folder], "line 2, column power_watts");
        File.WriteAllText(Path.Combine(_folder, "accelerators.csv"), "id,power_watts\nh100-sxm,650\n");
        Assert.Equal(ExitCodes.Answered, Invocation.Of("catalog", "check", _folder).ExitCode);
        Assert.Contains("650", Invocation.Of("catalog", "show", "h100-sxm", "--catalog", _folder).Out);
    }

    [Fact]
    public void A_published_total_that_the_shape_does_not_meet_fails_the_check()
    {
        File.WriteAllText(Path.Combine(_folder, "models.csv"), "id,published_parameters_billion\nmeta-llama/Llama-3.1-8B,9\n");
        Invocation run = Invocation.Of("catalog", "check", _folder);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("meta-llama/Llama-3.1-8B", run.Error);
    }
}
