using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InferenceModeler.Sweeping;

namespace InferenceModeler.Data.Sweeps;

/// <summary>
/// The finished parts of a sweep, in a hidden folder beside its output, so that a run that was killed at any moment goes on where it was. A part appears
/// whole, with its checksum, or not at all. The folder belongs to one process at a time.
/// </summary>
public sealed class SweepStore : IDisposable
{
    const string ManifestName = "manifest.json", FinishedName = "finished";

    sealed record Manifest(string Sweep, int Parts, IReadOnlyList<string> Devices);

    readonly string _output;
    readonly string _folder;
    readonly FileStream _lock;

    SweepStore(string output, string folder, FileStream held) => (_output, _folder, _lock) = (output, folder, held);

    /// <summary>Whether an earlier run of the same sweep had already put its output in place.</summary>
    public bool IsFinished { get; private init; }

    /// <summary>Parts that an earlier run of the same sweep finished.</summary>
    public int Found { get; private init; }

    /// <summary>Other devices that earlier runs of the same sweep used.</summary>
    public IReadOnlyList<string> OtherDevices { get; private init; } = [];

    /// <summary>Opens the folder of an output file.</summary>
    /// <param name="output">The file that the sweep writes.</param>
    /// <param name="sweep">What <see cref="SweepIdentity"/> says.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <param name="device">What computes the parts that are missing.</param>
    /// <param name="overwrite">Whether an output file that exists, and parts of another sweep, may be replaced.</param>
    /// <exception cref="InputException">The file exists, its folder does not, or parts of another sweep lie beside it.</exception>
    public static SweepStore Open(string output, string sweep, int parts, string device, bool overwrite)
    {
        CheckOutput(output, overwrite);
        string full = Path.GetFullPath(output), folder = FolderOf(full);
        bool outputExists = File.Exists(full);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"--output {output}: its folder takes no new file; name another");
        }
        FileStream held = Lock(folder, output);
        try
        {
            string manifest = Path.Combine(folder, ManifestName);
            Manifest? earlier = Read(manifest);
            if (earlier is not null && (earlier.Sweep, earlier.Parts) != (sweep, parts))
            {
                if (!overwrite) throw new InputException($"--output {output}: parts of an unfinished sweep with other settings lie in {folder}; repeat that command to finish it, or add --overwrite to discard them");
                Empty(folder);
                earlier = null;
            }
            bool finished = earlier is not null && File.Exists(Path.Combine(folder, FinishedName)) && !File.Exists(Path.Combine(folder, ResultName)) && outputExists;
            if (outputExists && !overwrite && !finished) throw Exists(output);
            if (earlier is null) Empty(folder);
            string[] others = [.. (earlier?.Devices ?? []).Where(other => other != device)];
            WholeFile.Write(manifest, JsonSerializer.Serialize(new Manifest(sweep, parts, [.. others, device])));
            int found = Directory.GetFiles(folder, "part-*.bin").Length;
            return new(full, folder, held) { Found = found, IsFinished = finished, OtherDevices = others };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Refuses an output that cannot be written, before anything is computed.</summary>
    /// <exception cref="InputException">The file exists, is a folder, or its folder does not exist.</exception>
    public static void CheckOutput(string output, bool overwrite)
    {
        string full = Path.GetFullPath(output), parent = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full)) throw new InputException($"--output {output}: is a folder; name a file");
        if (!Directory.Exists(parent)) throw new InputException($"--output {output}: the folder {parent} does not exist; create it first");
        if (File.Exists(full) && !overwrite && !Directory.Exists(FolderOf(full))) throw Exists(output);
    }

    /// <summary>Writes a finished part.</summary>
    public void Save(int part, SweepTally tally, IReadOnlyCollection<SweepPoint> points)
    {
        byte[] body = new byte[8 * tally.Counts.Count + Marshal.SizeOf<SweepPoint>() * points.Count];
        MemoryMarshal.AsBytes<long>(tally.Counts.ToArray()).CopyTo(body);
        Span<SweepPoint> kept = MemoryMarshal.Cast<byte, SweepPoint>(body.AsSpan(8 * tally.Counts.Count));
        int at = 0;
        foreach (SweepPoint point in points) kept[at++] = point;
        string path = PathOf(part), temporary = path + ".new";
        using (FileStream stream = new(temporary, FileMode.Create))
        {
            stream.Write(SHA256.HashData(body));
            stream.Write(body);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a part that was saved; null where there is none, or not a whole one.</summary>
    public (SweepTally Tally, SweepPoint[] Points)? Load(int part)
    {
        string path = PathOf(part);
        if (!File.Exists(path)) return null;
        byte[] bytes = File.ReadAllBytes(path);
        int counts = Enum.GetValues<SweepVerdict>().Length, head = SHA256.HashSizeInBytes;
        if (bytes.Length < head + 8 * counts || !SHA256.HashData(bytes.AsSpan(head)).AsSpan().SequenceEqual(bytes.AsSpan(0, head))) return null;
        SweepTally tally = new();
        ReadOnlySpan<long> saved = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(head, 8 * counts));
        for (int i = 0; i < counts; i++) tally.Add((SweepVerdict)i, saved[i]);
        return (tally, MemoryMarshal.Cast<byte, SweepPoint>(bytes.AsSpan(head + 8 * counts)).ToArray());
    }

    /// <summary>Writes the output under another name, puts it in place and removes the parts.</summary>
    public void Finish(Action<string> write)
    {
        string result = Path.Combine(_folder, ResultName);
        foreach (string stale in Directory.GetFiles(_folder, $"{ResultName}*")) File.Delete(stale);
        write(result);
        File.WriteAllText(Path.Combine(_folder, FinishedName), "");
        File.Move(result, _output, overwrite: true);
        Clear();
    }

    /// <summary>Removes the parts.</summary>
    public void Clear()
    {
        Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _lock.Dispose();

    const string ResultName = "result";

    static string FolderOf(string full) => Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.sweep");

    string PathOf(int part) => Path.Combine(_folder, $"part-{part:D8}.bin");

    static InputException Exists(string output) => new($"--output {output}: exists; add --overwrite to replace it, or name another file");

    static Manifest? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path, Encoding.UTF8)) : null;
        }
        catch (JsonException)
        {
            return new Manifest("", 0, []);
        }
    }

    static FileStream Lock(string folder, string output)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InputException($"--output {output}: another sweep is writing it; wait for it or name another file");
        }
    }

    static void Empty(string folder)
    {
        foreach (string file in Directory.GetFiles(folder))
            if (Path.GetFileName(file) != "lock") File.Delete(file);
    }
}
