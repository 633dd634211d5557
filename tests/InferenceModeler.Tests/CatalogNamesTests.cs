using InferenceModeler.Data;
using InferenceModeler.Models;

namespace InferenceModeler.Tests;

public class CatalogNamesTests
{
    static readonly Catalog s_catalog = CatalogFiles.Load();

    [Theory]
    [InlineData("meta-llama/Llama-3.1-70B", "meta-llama/Llama-3.1-70B")]
    [InlineData("META-LLAMA/llama-3.1-70b", "meta-llama/Llama-3.1-70B")]
    [InlineData("llama-3.1-70b", "meta-llama/Llama-3.1-70B")]
    [InlineData("Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x7B-v0.1")]
    public void A_models_own_name_needs_no_note(string name, string id)
    {
        FoundModel found = s_catalog.FindModel(name);
        Assert.Equal(id, found.Architecture.Id);
        Assert.Equal("", found.Note);
        Assert.Null(found.WeightFormat);
    }

    [Theory]
    [InlineData("Llama-3.1-70B-Instruct", "meta-llama/Llama-3.1-70B", null)]
    [InlineData("meta-llama/Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B", null)]
    [InlineData("neuralmagic/Meta-Llama-3.1-405B-Instruct-FP8", "meta-llama/Llama-3.1-405B", NumberFormat.Fp8)]
    [InlineData("RedHatAI/Llama-3.3-70B-Instruct-quantized.w8a8", "meta-llama/Llama-3.3-70B-Instruct", NumberFormat.Int8)]
    [InlineData("nvidia/Llama-3.3-70B-Instruct-NVFP4", "meta-llama/Llama-3.3-70B-Instruct", NumberFormat.Fp4)]
    [InlineData("Qwen/Qwen2.5-72B-Instruct-AWQ", "Qwen/Qwen2.5-72B", NumberFormat.Int4)]
    [InlineData("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int8", "Qwen/Qwen2.5-72B", NumberFormat.Int8)]
    [InlineData("Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen/Qwen3-235B-A22B", NumberFormat.Fp8)]
    [InlineData("Llama-2-7b-chat-hf", "meta-llama/Llama-2-7b-hf", null)]
    [InlineData("Llama-2-7b", "meta-llama/Llama-2-7b-hf", null)]
    [InlineData("DeepSeek-R1-0528", "deepseek-ai/DeepSeek-R1", null)]
    [InlineData("nvidia/DeepSeek-R1-0528-NVFP4", "deepseek-ai/DeepSeek-R1", NumberFormat.Fp4)]
    [InlineData("Mixtral-8x7B-Instruct-v0.1", "mistralai/Mixtral-8x7B-v0.1", null)]
    [InlineData("gemma-2-9b-it", "google/gemma-2-9b", null)]
    [InlineData("amd/Llama-3.1-70B-Instruct-FP8-KV", "meta-llama/Llama-3.1-70B", NumberFormat.Fp8)]
    public void A_variant_resolves_to_its_architecture_and_says_so(string name, string id, NumberFormat? format)
    {
        FoundModel found = s_catalog.FindModel(name);
        Assert.Equal(id, found.Architecture.Id);
        Assert.Equal(format, found.WeightFormat);
        Assert.StartsWith($"{name}: architecture of {id}", found.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_id_and_alias_of_the_catalog_finds_its_own_row()
    {
        Assert.All(s_catalog.Models, m => Assert.All(m.Aliases.Append(m.Id), name => Assert.Same(m, s_catalog.FindModel(name).Architecture)));
        Assert.All(s_catalog.Accelerators, a => Assert.All(a.Aliases.Append(a.Id), name => Assert.Same(a, s_catalog.FindAccelerator(name).Accelerator)));
    }

    [Theory]
    [InlineData("H100", "h100-sxm")]
    [InlineData("h100-80gb", "h100-sxm")]
    [InlineData("H100 SXM", "h100-sxm")]
    [InlineData("NVIDIA H200", "h200-sxm")]
    [InlineData("MI300X", "mi300x")]
    [InlineData("trn2", "trainium2")]
    [InlineData("inf2", "inferentia2")]
    [InlineData("v5litepod", "tpu-v5e")]
    [InlineData("B200", "b200-sxm")]
    public void Common_spellings_of_accelerators_resolve(string name, string id) => Assert.Equal(id, s_catalog.FindAccelerator(name).Accelerator.Id);

    [Fact]
    public void An_ambiguous_accelerator_takes_one_and_names_the_others() =>
        Assert.Equal("A100: taken as a100-80-sxm (A100 SXM4 80GB); others: a100-40-sxm, a100-80-pcie", s_catalog.FindAccelerator("A100").Note);

    [Fact]
    public void Unknown_names_list_the_three_nearest()
    {
        Assert.Contains("meta-llama/Llama-3.1-70B", Assert.Throws<InputException>(() => s_catalog.FindModel("meta-llama/Llama-3.1-71B")).Message, StringComparison.Ordinal);
        string message = Assert.Throws<InputException>(() => s_catalog.FindAccelerator("h10-sxm")).Message;
        Assert.StartsWith("unknown accelerator \"h10-sxm\"", message, StringComparison.Ordinal);
        Assert.Contains("nearest: h100-sxm", message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => s_catalog.FindModel("Instruct"));
        Assert.Throws<InputException>(() => s_catalog.FindRegions("us-east-9"));
        Assert.Throws<InputException>(() => s_catalog.FindEngine("vlm"));
    }

    [Fact]
    public void A_region_is_found_with_and_without_its_provider()
    {
        Assert.Equal(["aws", "lambda"], s_catalog.FindRegions("us-east-1").Select(r => r.Provider));
        Assert.Equal("aws", Assert.Single(s_catalog.FindRegions("aws/us-east-1")).Provider);
    }

    [Fact]
    public void Every_model_and_accelerator_of_the_measured_data_resolves_to_itself()
    {
        foreach (string file in Directory.GetFiles(SharedData.Path("data"), "*.csv", SearchOption.AllDirectories))
        {
            string[] header = File.ReadLines(file).First().Split(',');
            int accelerator = Array.IndexOf(header, "accelerator"), model = Array.IndexOf(header, "model");
            if (accelerator < 0 || model < 0) continue;
            // These columns come before any that is quoted.
            foreach ((string a, string m) in File.ReadLines(file).Skip(1).Select(l => l.Split(',')).Select(f => (f[accelerator], f[model])).Distinct())
            {
                Assert.Equal(a, s_catalog.FindAccelerator(a).Accelerator.Id);
                Assert.Equal(m, s_catalog.FindModel(m).Architecture.Id);
            }
        }
    }
}
