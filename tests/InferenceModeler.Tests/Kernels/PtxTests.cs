using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Kernels;
using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Kernels;

public class PtxTests
{
    /// <summary>Set to 1, the test writes the counts instead of comparing them.</summary>
    const string UpdateVariable = "UPDATE_PTX_COUNTS";

    static readonly string[] s_passes = ["Enter", "Limit", "Gather"];

    static readonly ConcurrentDictionary<(string Body, int Major), string> s_listings = new();

    static readonly int[] s_architectures = [8, 9, 10];

    public static TheoryData<string, int> Kernels() => Pairs(KernelBody.All.Select(body => body.Name).Concat(s_passes));

    public static TheoryData<string, int> LongKernels() => Pairs(KernelBody.Long.Select(body => body.Name));

    static TheoryData<string, int> Pairs(IEnumerable<string> kernels)
    {
        TheoryData<string, int> data = [];
        foreach (string kernel in kernels)
            foreach (int major in s_architectures) data.Add(kernel, major);
        return data;
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_has_no_call_no_double_and_no_local_memory(string body, int major) => AssertClean(Ptx(body, major));

    [Theory]
    [MemberData(nameof(LongKernels))]
    [Trait("Category", "Slow")]
    public void The_long_kernels_have_none_either(string body, int major) => AssertClean(Ptx(body, major));

    [Fact]
    public void Every_body_of_the_model_with_every_closed_form_is_compiled()
    {
        Type[] types = typeof(IBody).Assembly.GetTypes();
        Type[] forms = [.. types.Where(type => type.IsValueType && type.IsAssignableTo(typeof(IClosedForm)))];
        IEnumerable<Type> bodies = types.Where(type => type.IsValueType && type.GetInterfaces().Contains(typeof(IBody)))
            .SelectMany(body => body.IsGenericTypeDefinition ? forms.Select(form => body.MakeGenericType(form)) : [body]);
        Assert.Empty(bodies.Except(KernelBody.All.Concat(KernelBody.Long).Select(body => body.Type)));
    }

    /// <summary>The dearest policy for every architecture, the others for one.</summary>
    [Theory]
    [InlineData(AdmissionRule.Retract, true, 1, 8)]
    [InlineData(AdmissionRule.Retract, true, 1, 10)]
    [InlineData(AdmissionRule.Retract, true, 1, 9)]
    [InlineData(AdmissionRule.Recompute, false, 1, 9)]
    [InlineData(AdmissionRule.Recompute, false, 8, 9)]
    [InlineData(AdmissionRule.NoEvict, true, 1, 9)]
    [InlineData(AdmissionRule.Priority, true, 1, 9)]
    [InlineData(AdmissionRule.Retract, true, 8, 9)]
    public void The_serving_kernel_has_none_either(AdmissionRule admission, bool caches, int ranks, int major) => AssertClean(PtxListing.OfServing(admission, caches, ranks, major, 0));

    static void AssertClean(string ptx)
    {
        Assert.Contains(".visible .entry", ptx);
        Assert.DoesNotContain(".extern", ptx);
        Assert.DoesNotContain("call", ptx);
        Assert.DoesNotContain(".f64", ptx);
        Assert.DoesNotContain(".local", ptx);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Instruction_and_register_counts_are_those_on_file()
    {
        List<string> lines = ["body instructions loads stores divisions roots branches predicates words doublewords floats"];
        foreach (string kernel in KernelBody.All.Concat(KernelBody.Long).Select(body => body.Name).Concat(s_passes)) lines.Add($"{kernel} {Count(Ptx(kernel, 9))}");
        string actual = string.Join('\n', lines) + "\n";
        string path = System.IO.Path.Combine(SourceFolder(), "ptx-counts.txt");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1") File.WriteAllText(path, actual);
        Assert.True(File.ReadAllText(path) == actual, $"{path} differs; if the change is meant, run again with {UpdateVariable}=1. Now:\n{actual}");
    }

    static string Ptx(string body, int major) =>
        s_listings.GetOrAdd((body, major), _ => s_passes.Contains(body) ? PtxListing.OfSieve(body, major, 0) : KernelBody.All.Concat(KernelBody.Long).Single(candidate => candidate.Name == body).Ptx(major, 0));

    static string Count(string ptx)
    {
        int Of(string pattern) => Regex.Count(ptx, pattern, RegexOptions.Multiline);
        string Registers(string kind) => Regex.Match(ptx, $@"\.reg \.{kind}\s+%\w+<(\d+)>").Groups[1] is { Success: true } count ? count.Value : "0";
        return $"{Of(@"^\s+(@%\w+ )?[a-z][a-z0-9]*[ .]")} {Of(@"^\s+ld\.global")} {Of(@"^\s+st\.global")} {Of(@"^\s+div\.rn\.f32")} {Of(@"^\s+sqrt")} "
            + $"{Of(@"^\s+(@%\w+ )?bra")} {Registers("pred")} {Registers("b32")} {Registers("b64")} {Registers("f32")}";
    }

    static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
