namespace InferenceModeler.Data;

/// <summary>A file that a user names to be read.</summary>
public static class InputFile
{
    /// <summary>Refuses a path that is a folder or is not there.</summary>
    /// <param name="path">As given.</param>
    /// <param name="told">What to call it: the path, or what it is before it.</param>
    /// <param name="remedy">What to do where it is not there; empty where the path says it all.</param>
    /// <exception cref="InputException">No file is there.</exception>
    public static void Check(string path, string told, string remedy = "")
    {
        if (Directory.Exists(path)) throw new InputException($"{told}: is a folder; name a file");
        if (!File.Exists(path)) throw new InputException($"{told}: no such file{(remedy.Length > 0 ? $"; {remedy}" : "")}");
    }
}
