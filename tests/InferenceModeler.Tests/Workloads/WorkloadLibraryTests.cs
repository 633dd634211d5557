using InferenceModeler.Data.Workloads;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Workloads;

public class WorkloadLibraryTests
{
    public static TheoryData<string> Presets => [.. WorkloadLibrary.PresetNames];

    static string Refusal(string json) => Assert.Throws<InputException>(() => WorkloadFile.Parse(json, "w.json")).Message;

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_is_a_small_table_with_a_source(string name)
    {
        Workload workload = WorkloadLibrary.Load(name).Workload;

        Assert.Equal(name, workload.Name);
        Assert.NotEmpty(workload.Source);
        Assert.InRange(workload.Lengths.Table.Count, 20, 144);
        Assert.Equal(1, workload.Lengths.Table.Sum(cell => cell.Share), 9);
    }

    [Theory]
    [InlineData("azure-conversation-2023", "azure2023_conv.csv")]
    [InlineData("azure-code-2023", "azure2023_code.csv")]
    [InlineData("mooncake-conversation", "mooncake_conversation.jsonl")]
    [InlineData("mooncake-synthetic", "mooncake_synthetic.jsonl")]
    [InlineData("sharegpt", "sharegpt_lengths.csv")]
    [InlineData("arxiv-summarization", "arxiv_summarization_lengths.csv")]
    public void A_preset_keeps_the_means_and_quantiles_of_its_trace(string preset, string trace)
    {
        LengthDistribution reduced = WorkloadLibrary.Load(preset).Workload.Lengths;
        LengthDistribution full = WorkloadLibrary.FromTrace(SharedData.Path("data", "traces", trace)).Workload.Lengths;

        Assert.Equal(1, reduced.MeanPromptTokens / full.MeanPromptTokens, 0.02);
        Assert.Equal(1, reduced.MeanOutputTokens / full.MeanOutputTokens, 0.02);
        Assert.Equal(full.PrefixReuse, reduced.PrefixReuse, 0.01);
        foreach (double probability in (double[])[0.5, 0.9, 0.95])
        {
            AssertNear(full, reduced, shape => shape.PromptTokens, probability);
            AssertNear(full, reduced, shape => shape.OutputTokens, probability);
        }
    }

    /// <summary>Within 5%, or the two percent of the requests on either side of the quantile where the lengths there spread further.</summary>
    static void AssertNear(LengthDistribution full, LengthDistribution reduced, Func<RequestShape, double> length, double probability)
    {
        double least = Math.Min(full.Quantile(length, probability) * 0.95, full.Quantile(length, probability - 0.01));
        double most = Math.Max(full.Quantile(length, probability) * 1.05, full.Quantile(length, probability + 0.01));
        Assert.InRange(reduced.Quantile(length, probability), least, most);
    }

    [Fact]
    public void Every_alias_names_a_preset() => Assert.All(WorkloadLibrary.Aliases.Values, preset => Assert.Contains(preset, WorkloadLibrary.PresetNames));

    [Fact]
    public void Lengths_are_a_name() => Assert.Equal([new(new(1024, 128), 1)], WorkloadLibrary.Load("1024x128").Workload.Lengths.Table);

    [Theory]
    [InlineData("0x10", "must be from 1 to")]
    [InlineData("azure-conversation", "nearest: azure-conversation-2023")]
    [InlineData("99999999999x1", "must be from 1 to")]
    public void An_unknown_workload_is_told(string name, string told) => Assert.Contains(told, Assert.Throws<InputException>(() => WorkloadLibrary.Load(name)).Message);

    [Fact]
    public void A_written_workload_reads_back()
    {
        Workload workload = Workload.Fixed(100, 10) with
        {
            Lengths = new EmpiricalLengths([new(new(100, 10), 0.25), new(new(200, 20, 50), 0.75)]),
            Arrivals = ArrivalProcess.Gamma(2.5),
            Day = WorkloadLibrary.FindHourCurve("office"),
            OwnRate = new(120, 2, 3, 1.5, 4, false, [100, 140]),
        };

        Workload read = WorkloadFile.Parse(WorkloadFile.Write(workload, 64), "w.json");

        Assert.Equal(workload.Lengths.Table, read.Lengths.Table);
        Assert.Equal((workload.Arrivals, workload.Day, workload.OwnRate.GapCv), (read.Arrivals, read.Day, read.OwnRate!.GapCv));
    }

    [Fact]
    public void A_lognormal_workload_has_the_figures_asked_for()
    {
        Workload workload = WorkloadFile.Parse("""
            {"name": "mine", "source": "guess", "prompt": {"median": 1000, "p95": 4000}, "output": {"mean": 300, "cv": 0.7}, "prefixReuse": 0.25, "peakToMean": 2}
            """, "w.json");

        // The grid's bin at the median holds 3% of the requests: half of it at a density of 0.4 / 0.84 is 3% of the length.
        Assert.Equal(1000, workload.Lengths.Quantile(shape => shape.PromptTokens, 0.5), 35.0);
        Assert.Equal(300, workload.Lengths.MeanOutputTokens, 3.0);
        Assert.Equal(0.25, workload.Lengths.PrefixReuse, 0.001);
        Assert.Equal(2, workload.Day.PeakToMean, 1e-6);
    }

    [Theory]
    [InlineData("""{"name": "a", "source": "b", "cels": []}""", "cels")]
    [InlineData("""{"name": "a", "source": "b"}""", "needs cells")]
    [InlineData("""{"name": "a", "source": "b", "cells": [[0.5, 10, 1]]}""", "sum to 0.5")]
    [InlineData("""{"name": "a", "source": "b", "cells": [[1, 10]]}""", "cell 1: 2 numbers")]
    [InlineData("""{"name": "a", "source": "b", "cells": [[1, 10, 1]], "arrivals": {"law": "weibull"}}""", "weibull")]
    [InlineData("""{"name": "a", "source": "b", "cells": [[1, 10, 1]], "hours": "offices"}""", "office")]
    [InlineData("""{"name": "a", "source": "b", "prompt": {"median": 5}, "output": {"mean": 5, "cv": 1}}""", "prompt: give one of")]
    [InlineData("{", "line 1")]
    public void A_bad_workload_file_is_told(string json, string told) => Assert.Contains(told, Refusal(json));
}
