using InferenceModeler.Data;
using InferenceModeler.Hardware;
using InferenceModeler.Models;
using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Data;

public class CatalogFactsTests
{
    static readonly Catalog s_catalog = CatalogFiles.Load();

    [Fact]
    public void Every_measured_triple_of_a_modelled_engine_is_supported()
    {
        List<string> unsupported = [];
        foreach (string file in Directory.GetFiles(SharedData.Path("data"), "*.csv", SearchOption.AllDirectories))
        {
            string[] header = File.ReadLines(file).First().Split(',');
            int accelerator = Array.IndexOf(header, "accelerator"), weights = Array.IndexOf(header, "weights"), kv = Array.IndexOf(header, "kv_cache"), engine = Array.IndexOf(header, "engine");
            if (new[] { accelerator, weights, kv, engine }.Min() < 0) continue;
            foreach ((string a, string w, string k, string e) in File.ReadLines(file).Skip(1).Select(l => l.Split(',')).Select(f => (f[accelerator], f[weights], f[kv], f[engine])).Distinct())
            {
                if (s_catalog.Engines.All(known => known.Id != e)) continue;
                string family = s_catalog.FindAccelerator(a).Accelerator.Family;
                SupportRule? rule = s_catalog.Support.FirstOrDefault(r => r.Engine == e && r.Family == family && r.Weights.Name() == w);
                if (rule is null || (k.Length > 0 && rule.KvCache.All(f => f.Name() != k))) unsupported.Add($"{e} {a} {w}/{k}");
            }
        }
        Assert.Empty(unsupported);
    }

    [Theory]
    [InlineData("aws", "use1-az1;use1-atl2-az1;use1-wl1-bos-wlz1", "use1-az1")]
    [InlineData("gcp", "us-south1-a;us-south1-ai1b", "us-south1-a")]
    [InlineData("azure", "1;2", "1;2")]
    public void Zones_that_hang_on_another_do_not_count(string provider, string zones, string full) =>
        Assert.Equal(full.Split(';'), new RegionalOffer(provider, "", "", zones.Split(';'), new Dictionary<PurchaseOption, Price>(), new("", "", Confidence.Low, "")).AvailabilityZones);

    [Fact]
    public void No_offer_is_sold_in_more_zones_than_its_region_has() => Assert.All(s_catalog.Offers, o =>
    {
        Region region = s_catalog.Regions.Single(r => (r.Provider, r.Id) == (o.Provider, o.Region));
        Assert.InRange(o.AvailabilityZones.Count, o.Zones.Count > 0 ? 1 : 0, region.Zones);
    });

    [Fact]
    public void Engines_run_only_where_they_are_made_for()
    {
        HashSet<string> nvidia = [.. s_catalog.Accelerators.Where(a => a.Vendor == "NVIDIA").Select(a => a.Family)], aws = [.. s_catalog.Accelerators.Where(a => a.Vendor == "AWS").Select(a => a.Family)];
        Assert.All(s_catalog.Support.Where(r => r.Engine == "tensorrt-llm"), r => Assert.Contains(r.Family, nvidia));
        Assert.All(s_catalog.Support.Where(r => r.Engine == "neuron"), r => Assert.Contains(r.Family, aws));
        Assert.DoesNotContain(s_catalog.Support, r => r.Family is "groq-lpu-v1" or "cerebras-wse3" or "maia-100" or "maia-200");
        Assert.DoesNotContain(s_catalog.Support, r => r is { Family: "ampere", KvCache: var kv } && kv.Contains(NumberFormat.Fp8));
    }

    [Fact]
    public void An_engine_takes_its_small_limits_on_small_parts_and_on_the_a100()
    {
        ServingEngine vllm = s_catalog.FindEngine("vllm");
        Assert.Equal(8192, vllm.On(s_catalog.FindAccelerator("h100-sxm").Accelerator).MaxBatchedTokens);
        Assert.Equal(2048, vllm.On(s_catalog.FindAccelerator("l4").Accelerator).MaxBatchedTokens);
        Assert.Equal(256, vllm.On(s_catalog.FindAccelerator("a100-80-sxm").Accelerator).MaxSequences);
        Assert.Same(s_catalog.FindEngine("trtllm"), s_catalog.FindEngine("tensorrt-llm"));
    }

    [Fact]
    public void Measured_round_trips_come_first_in_either_direction_and_the_line_stands_in()
    {
        RoundTripTimes times = new(s_catalog);
        Region east = s_catalog.FindRegions("azure/australiaeast").Single(), southeast = s_catalog.FindRegions("azure/australiasoutheast").Single();
        Assert.Equal((0.016, true), (times.Between(east, southeast)!.Value.Seconds, times.Between(east, southeast)!.Value.IsMeasured));
        Region virginia = s_catalog.FindRegions("aws/us-east-1").Single(), frankfurt = s_catalog.FindRegions("gcp/europe-west3").Single();
        RoundTripTime line = times.Between(virginia, frankfurt)!.Value;
        // 6,530 km by great circle: 23.2 ms + 15.46 ms per 1,000 km.
        Assert.False(line.IsMeasured);
        Assert.Equal(0.0232 + 0.01546 * 6.53, line.Seconds, 0.001);
        Assert.Equal(line.Seconds, times.Between(frankfurt, virginia)!.Value.Seconds, 1e-12);
        Assert.Equal(0.002, times.Between(virginia, virginia)!.Value.Seconds);
    }

    [Fact]
    public void Hybrid_models_describe_each_kind_of_layer()
    {
        ModelArchitecture Model(string name) => s_catalog.FindModel(name).Architecture;
        Assert.Equal((15, 45), (Model("Qwen3.5-397B-A17B").FullLayers, Model("Qwen3.5-397B-A17B").LinearLayers));
        Assert.Equal((24, 69), (Model("Kimi-K3").FullLayers, Model("Kimi-K3").LinearLayers));
        Assert.Equal((24, 24), (Model("Llama-4-Maverick").MoeLayers, Model("Llama-4-Maverick").DenseLayers));
        Assert.Equal((3, 58), (Model("DeepSeek-V3").DenseLayers, Model("DeepSeek-V3").MoeLayers));
        Assert.Equal(2048, Model("DeepSeek-V3.2").SparseTopTokens);
        Assert.Equal((18, 128), (Model("gpt-oss-120b").WindowLayers, Model("gpt-oss-120b").WindowTokens));
        Assert.Equal(2112, Model("gemma-4-26B-A4B").SharedIntermediateSize);
        Assert.Equal(NumberFormat.Fp8, Model("DeepSeek-R1").NativeFormat);
    }

    [Fact]
    public void Every_entry_names_a_source_and_a_rack_scale_instance_sees_its_whole_domain()
    {
        Assert.All(s_catalog.Accelerators.Select(a => a.Provenance).Concat(s_catalog.Models.Select(m => m.Provenance)).Concat(s_catalog.Instances.Select(i => i.Provenance)).Concat(s_catalog.Regions.Select(r => r.Provenance)), p => Assert.NotEqual("", p.Source));
        Assert.Equal(72, s_catalog.Instances.Single(i => i.Name == "Standard_ND128isr_NDR_GB200_v6").ScaleUpDomainAccelerators);
        Assert.All(s_catalog.Instances, i => Assert.True(i.Accelerators == i.ScaleUpDomainAccelerators || i.ScaleUpDomainAccelerators <= s_catalog.FindAccelerator(i.AcceleratorId).Accelerator.ScaleUpDomainAccelerators, i.Name));
    }
}
