using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using InferenceModeler.Sweeping;
using InferenceModeler.Workloads;

namespace InferenceModeler.Data.Sweeps;

/// <summary>
/// Tells whether two runs ask the same question and cut it alike: a hash of everything that decides what is in a part. The device is left out: devices differ in the
/// last places at most, and what one has computed another may finish.
/// </summary>
public static class SweepIdentity
{
    /// <param name="space">Deployments with their prepared numbers, shapes and loads.</param>
    /// <param name="settings">What is kept.</param>
    /// <param name="parts">How the space is cut.</param>
    public static string Of(SweepSpace space, SweepSettings settings, SweepParts parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Text(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        // The equations: another build of them may give other figures.
        Text($"{typeof(SweepSpace).Module.ModuleVersionId} {settings} {parts.Count} parts of {parts[0]}");
        foreach (SweepDeployment planned in space.Deployments) Text($"{planned.Deployment.Model.Id} {planned.Deployment} {planned.UsdPerHour}");
        hash.AppendData(MemoryMarshal.AsBytes(space.RowTable));
        hash.AppendData(MemoryMarshal.AsBytes<RequestShape>(space.Shapes.ToArray()));
        hash.AppendData(MemoryMarshal.AsBytes<int>(space.Loads.ToArray()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
