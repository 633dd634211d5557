using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using InferenceModeler.Kernels;

namespace InferenceModeler.Tests.Kernels;

public class PtxTests
{
    /// <summary>Set to 1, the test writes the counts instead of comparing them.</summary>
    const string UpdateVariable = "UPDATE_PTX_COUNTS";

    static readonly string[] s_passes = ["Enter", "Limit", "Gather"];

    static readonly ConcurrentDictionary<(string Body, int Major), string> s_listings = new();

    public static TheoryData<string, int> BodiesAndArchitectures()
    {
        TheoryData<string, int> data = [];
        foreach (string kernel in KernelBody.All.Select(body => body.Name).Concat(s_passes))
            foreach (int major in (int[])[8, 9, 10]) data.Add(kernel, major);
        return data;
    }

    [Theory]
    [MemberData(nameof(BodiesAndArchitectures))]
    public void A_kernel_has_no_call_no_double_and_no_local_memory(string body, int major) => AssertClean(Ptx(body, major));

    /// <summary>For one architecture.</summary>
    [Theory]
    [InlineData("OpenLoop")]
    [InlineData("Capacity")]
    [Trait("Category", "Slow")]
    public void The_long_kernels_have_none_either(string body) => AssertClean(KernelBody.Long.Single(candidate => candidate.Name == body).Ptx(9, 0));

    static void AssertClean(string ptx)
    {
        Assert.Contains(".visible .entry", ptx);
        Assert.DoesNotContain(".extern", ptx);
        Assert.DoesNotContain("call", ptx);
        Assert.DoesNotContain(".f64", ptx);
        Assert.DoesNotContain(".local", ptx);
    }

    [Fact]
    public void Instruction_and_register_counts_are_those_on_file()
    {
        List<string> lines = ["body instructions loads stores divisions roots branches predicates words doublewords floats"];
        foreach (string kernel in KernelBody.All.Select(body => body.Name).Concat(s_passes)) lines.Add($"{kernel} {Count(Ptx(kernel, 9))}");
        string actual = string.Join('\n', lines) + "\n";
        string path = System.IO.Path.Combine(SourceFolder(), "ptx-counts.txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(path, actual);
        Assert.True(File.ReadAllText(path) == actual, $"{path} differs; if the change is meant, run again with {UpdateVariable}=1. Now:\n{actual}");
    }

    static string Ptx(string body, int major) =>
        s_listings.GetOrAdd((body, major), _ => s_passes.Contains(body) ? PtxListing.OfSieve(body, major, 0) : KernelBody.All.Single(candidate => candidate.Name == body).Ptx(major, 0));

    static string Count(string ptx)
    {
        int Of(string pattern) => Regex.Count(ptx, pattern, RegexOptions.Multiline);
        string Registers(string kind) => Regex.Match(ptx, $@"\.reg \.{kind}\s+%\w+<(\d+)>").Groups[1] is { Success: true } count ? count.Value : "0";
        return $"{Of(@"^\s+(@%\w+ )?[a-z][a-z0-9]*[ .]")} {Of(@"^\s+ld\.global")} {Of(@"^\s+st\.global")} {Of(@"^\s+div\.rn\.f32")} {Of(@"^\s+sqrt")} "
            + $"{Of(@"^\s+(@%\w+ )?bra")} {Registers("pred")} {Registers("b32")} {Registers("b64")} {Registers("f32")}";
    }

    static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
