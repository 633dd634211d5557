using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Frontend;
using ILGPU.Frontend.Intrinsic;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace InferenceModeler.Kernels;

/// <summary>
/// What ILGPU 1.5.3 needs to be told before it serves here. Everything that reaches behind its public surface is in this file.
/// </summary>
static class IlgpuRepairs
{
    static readonly Regex s_jump = new(@"^\s*(goto|if)\b", RegexOptions.Multiline), s_variable = new(@"\bvar\d+\b");

    static readonly Lazy<bool> s_applied = new(ApplyOnce);

    /// <summary>Makes the repairs of the whole process; before any context is created.</summary>
    public static void Apply() => _ = s_applied.Value;

    /// <summary>
    /// Lets in an OpenCL device whose compiler takes ILGPU's code. ILGPU asks for OpenCL C 2 and its generic address space, because pointers to structs may
    /// need it; at optimisation level O2 it infers every address space of our kernels, so that no generic pointer is left. PoCL does not report the feature
    /// and Oclgrind calls itself 1.2, but both run this code, so for these two the report is overridden (its setter is not public).
    /// </summary>
    public static bool Accept(CLDevice device)
    {
        if (device.PlatformName is not ("Portable Computing Language" or "Oclgrind"))
            return device.CLStdVersion >= CLCVersion.CL20 && device.Capabilities.GenericAddressSpace;
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(device.Capabilities, true);
        return true;
    }

    /// <summary>
    /// Loads a kernel that uses atomic integers in global memory. ILGPU's OpenCL calls the functions of OpenCL C 2 with pointers without an address space, which only a
    /// compiler with the generic one takes; the source gets those of OpenCL C 1.1, which every device has.
    /// </summary>
    public static Action<Index1D, TViews, TExtent> LoadWithAtomics<TViews, TExtent>(Accelerator accelerator, Action<Index1D, TViews, TExtent> kernel)
        where TViews : struct
        where TExtent : struct => Load(accelerator, kernel, source => Regex.Replace(source, @"atomic_fetch_(\w+)\s*\(\(atomic_int\s*\*\)", "atomic_$1((volatile __global int *)"));

    /// <summary>
    /// Loads a kernel with loops that leave some of their variables as they are. Where the next value of a variable needs the present one of another, ILGPU's OpenCL
    /// first keeps that in a variable of its own, and from then on takes this one for the other wherever it is read, also on ways that never set it (1.5.3; its PTX
    /// does not). Behind the jump the other one is put back.
    /// </summary>
    public static Action<Index1D, TViews, TExtent> LoadWithLoops<TViews, TExtent>(Accelerator accelerator, Action<Index1D, TViews, TExtent> kernel)
        where TViews : struct
        where TExtent : struct => Load(accelerator, kernel, WithoutKeptValues);

    /// <summary>Lets a kernel's OpenCL source be mended before it is compiled.</summary>
    static Action<Index1D, TViews, TExtent> Load<TViews, TExtent>(Accelerator accelerator, Action<Index1D, TViews, TExtent> kernel, Func<string, string> mend)
        where TViews : struct
        where TExtent : struct
    {
        if (accelerator is not CLAccelerator) return accelerator.LoadAutoGroupedStreamKernel(kernel);
        CompiledKernel compiled = accelerator.GetBackend().Compile(EntryPointDescription.FromImplicitlyGroupedKernel(kernel.Method), KernelSpecialization.Empty);
        string source = ((CLCompiledKernel)compiled).Source;
        typeof(CLCompiledKernel).GetField($"<{nameof(CLCompiledKernel.Source)}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!
            .SetValue(compiled, mend(source));
        var launch = accelerator.LoadAutoGroupedKernel(compiled).CreateLauncherDelegate<Action<AcceleratorStream, Index1D, TViews, TExtent>>();
        return (threads, views, extent) => launch(accelerator.DefaultStream, threads, views, extent);
    }

    /// <summary>A kept value is written as <c>kept = variable; variable = …;</c> among the assignments before a jump.</summary>
    static string WithoutKeptValues(string source)
    {
        Dictionary<string, (string Variable, int From, int To)> kept = [];
        foreach (Match match in Regex.Matches(source, @"\t;\n\t(var\d+) = (var\d+);\n\t\2 = var\d+;\n"))
        {
            Match end = s_jump.Match(source, match.Index + match.Length);
            if (end.Groups[1].Value == "goto") kept.Add(match.Groups[1].Value, (match.Groups[2].Value, match.Index, end.Index));
        }
        HashSet<string> declared = [];
        return s_variable.Replace(source, use => kept.TryGetValue(use.Value, out (string Variable, int From, int To) one) && !declared.Add(use.Value) && (use.Index < one.From || use.Index > one.To) ? one.Variable : use.Value);
    }

    static bool ApplyOnce()
    {
        NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, ResolveOpenCL);
        RemappedIntrinsics.AddRemapping(typeof(MathF).GetMethod(nameof(MathF.Floor), [typeof(float)])!, UseOwnFloor);
        return true;
    }

    /// <summary>ILGPU looks for <c>libOpenCL.so</c>, a development link; machines that only run programs have <c>libOpenCL.so.1</c>.</summary>
    static nint ResolveOpenCL(string library, Assembly assembly, DllImportSearchPath? path)
    {
        if (NativeLibrary.TryLoad(library, assembly, path, out nint handle)) return handle;
        bool versioned = OperatingSystem.IsLinux() && library.Contains("OpenCL", StringComparison.Ordinal);
        return versioned && NativeLibrary.TryLoad("libOpenCL.so.1", out handle) ? handle : 0;
    }

    static void UseOwnFloor(ref InvocationContext context) =>
        context.Method = typeof(IlgpuRepairs).GetMethod(nameof(Floor), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>
    /// ILGPU expands <see cref="MathF.Floor"/> to about twenty integer instructions with four branches. From 2^23 on every float is whole, NaN compares
    /// false. Equal to the original but for the sign of a zero.
    /// </summary>
    static float Floor(float value)
    {
        float whole = (int)value;
        float floor = whole > value ? whole - 1f : whole;
        return MathF.Abs(value) < 8388608f ? floor : value;
    }
}
