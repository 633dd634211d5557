namespace InferenceModeler.Data;

/// <summary>Writes files whole or not at all.</summary>
public static class WholeFile
{
    /// <summary>
    /// Writes to a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it. Whatever fails, the file that was there before stays.
    /// </summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string folder = CheckPlace(path), full = Path.GetFullPath(path);
        string temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}.part");
        try
        {
            using (FileStream stream = Create(temporary, path))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static FileStream Create(string temporary, string path)
    {
        try
        {
            return new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: its folder takes no new file; name another");
        }
    }

    /// <summary>The folder that a file is to be written into: to ask before long work whether it is there.</summary>
    /// <exception cref="InputException">No such folder, or the path is one itself.</exception>
    public static string CheckPlace(string path)
    {
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full) ?? throw new InputException($"{path}: names a folder, not a file");
        if (Directory.Exists(full)) throw new InputException($"{path}: is a folder; name a file");
        return Directory.Exists(folder) ? folder : throw new InputException($"{path}: the folder {folder} does not exist; create it first");
    }

    /// <summary>Writes text as UTF-8.</summary>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
