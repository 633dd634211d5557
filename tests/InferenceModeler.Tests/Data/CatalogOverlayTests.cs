using InferenceModeler.Data;
using InferenceModeler.Hardware;

namespace InferenceModeler.Tests.Data;

public sealed class CatalogOverlayTests : IDisposable
{
    const string Part = "id,vendor,name,family,year,status,memory_gib,memory_gb_per_second,bf16_tflop_per_second,scale_up_link,scale_up_gb_per_second,peer_gb_per_second,scale_up_domain_accelerators,scale_up_topology,host_gb_per_second,power_watts,source,confidence\n";

    readonly string _folder = Directory.CreateTempSubdirectory("catalog-overlay-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    Catalog With(string file, string text)
    {
        File.WriteAllText(Path.Combine(_folder, file), text);
        return CatalogFiles.Load(_folder);
    }

    string Refusal(string file, string text) => Assert.Throws<InputException>(() => With(file, text)).Message.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    [Fact]
    public void A_row_with_a_new_id_is_added_and_the_others_stay()
    {
        int before = CatalogFiles.Load().Accelerators.Count;
        Catalog catalog = With("accelerators.csv", Part + "my-part,Me,Mine,hopper,2026,generally-available,80,3000,900,none,0,0,1,none,64,500,our lab,high\n");
        Assert.Equal(before + 1, catalog.Accelerators.Count);
        Assert.Equal(500, catalog.FindAccelerator("my-part").Accelerator.PowerWatts);
    }

    [Fact]
    public void A_row_with_a_known_id_replaces_only_the_columns_it_gives()
    {
        AcceleratorSpec before = CatalogFiles.Load().FindAccelerator("h100-sxm").Accelerator;
        AcceleratorSpec after = With("accelerators.csv", "id,power_watts\nh100-sxm,650\n").FindAccelerator("h100-sxm").Accelerator;
        Assert.Equal(650, after.PowerWatts);
        Assert.Equal(before.MemoryBytes, after.MemoryBytes);
        Assert.Equal(before.Aliases, after.Aliases);
    }

    [Fact]
    public void A_price_of_the_users_own_replaces_the_offer()
    {
        Catalog catalog = With("offers.csv", "provider,region,instance,on_demand_usd_per_hour,price_date,source,confidence\naws,us-east-1,p5.48xlarge,20,2026-11,our contract,high\n");
        Assert.Equal(20, catalog.Offers.Single(o => o is { Provider: "aws", Region: "us-east-1", Instance: "p5.48xlarge" }).Prices[PurchaseOption.OnDemand].UsdPerHour);
    }

    [Theory]
    [InlineData("accelerator.csv", "id\n", "accelerator.csv: not a catalog file: nearest: accelerators.csv")]
    [InlineData("accelerators.csv", "id,powr_watts\nh100-sxm,1\n", "accelerators.csv line 1: unknown column \"powr_watts\": nearest: power_watts")]
    [InlineData("accelerators.csv", "id,power_watts\nh100-sxm,NaN\n", "accelerators.csv line 2, column power_watts: \"NaN\" must be a finite number")]
    [InlineData("accelerators.csv", "id,power_watts\nh100-sxm,-5\n", "accelerators.csv line 2, column power_watts: \"-5\" must be between 1 and 100000")]
    [InlineData("accelerators.csv", "id,power_watts\nh100-sxm,700 W\n", "accelerators.csv line 2, column power_watts: \"700 W\" must be a finite number")]
    [InlineData("accelerators.csv", "id,status\nh100-sxm,ga\n", "accelerators.csv line 2, column status: \"ga\" must be one of generally-available")]
    [InlineData("accelerators.csv", "id,power_watts\nh100-sxm,600\nh100-sxm,650\n", "accelerators.csv line 3, column id: \"h100-sxm\" appears twice (first in line 2)")]
    [InlineData("accelerators.csv", "id,power_watts\nh100-sxm,600,7\n", "accelerators.csv line 2: 3 fields, the first line names 2")]
    [InlineData("accelerators.csv", "id,power_watts\n\"h100-sxm,600\n", "accelerators.csv line 2: a quote is not closed")]
    [InlineData("accelerators.csv", "id,\u0001\n", "accelerators.csv: is not text")]
    [InlineData("accelerators.csv", "power_watts\n600\n", "accelerators.csv line 1: column \"id\" is missing")]
    [InlineData("accelerators.csv", "", "accelerators.csv: empty")]
    [InlineData("accelerators.csv", "id\nmy-part\n", "accelerators.csv line 2, column bf16_tflop_per_second: \"\" is blank, and so is every other rate")]
    [InlineData("accelerators.csv", "id,aliases\nh200-sxm,h100\n", "accelerators.csv: \"h100\" names h100-sxm and h200-sxm")]
    [InlineData("accelerators.csv", "id,scale_up_topology\nl4,switch\n", "accelerators.csv line 2, column scale_up_topology: \"switch\" contradicts")]
    [InlineData("instances.csv", "provider,instance,accelerator\naws,p5.48xlarge,h100-sxn\n", "instances.csv line 2, column accelerator: \"h100-sxn\" must be the id of an accelerator: nearest: h100-sxm")]
    [InlineData("offers.csv", "provider,region,instance\naws,us-east-7,p5.48xlarge\n", "offers.csv line 2, column region: \"us-east-7\" must be the id of a region of aws")]
    [InlineData("models.csv", "id,layers\nmeta-llama/Llama-3.1-8B,33\n", "models.csv line 2, column dense_layers: \"32\" and moe_layers 0 must sum to layers 33")]
    [InlineData("models.csv", "id,key_value_heads\nmeta-llama/Llama-3.1-8B,5\n", "models.csv line 2, column key_value_heads: \"5\" must divide query_heads 32")]
    [InlineData("models.csv", "id,layers\nmeta-llama/Llama-3.1-8B,31.5\n", "models.csv line 2, column layers: \"31.5\" must be a whole number")]
    [InlineData("support.csv", "engine,family,weights,kv_cache,source\nvllm,hoper,fp8,fp8,x\n", "support.csv line 2, column family: \"hoper\" must be the id of a family of accelerators: nearest: hopper")]
    [InlineData("regions.csv", "provider,region,pue\naws,us-east-1,0.9\n", "regions.csv line 2, column pue: \"0.9\" must be between 1 and 4")]
    [InlineData("round-trip-model.csv", "base_milliseconds\n1\n2\n", "round-trip-model.csv line 3, column base_milliseconds: \"2\" appears twice")]
    public void A_bad_file_is_told_with_file_line_column_value_rule_and_remedy(string file, string text, string start) =>
        Assert.StartsWith(start, Refusal(file, text), StringComparison.Ordinal);

    [Fact]
    public void A_missing_folder_is_told() =>
        Assert.Contains("no such folder", Assert.Throws<InputException>(() => CatalogFiles.Load(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Unpublished_power_of_a_vendor_without_a_reference_must_be_given() =>
        Assert.Contains("has no reference part", Refusal("accelerators.csv", Part + "my-part,Me,Mine,hopper,2026,generally-available,80,3000,900,none,0,0,1,none,64,,our lab,high\n"), StringComparison.Ordinal);
}
