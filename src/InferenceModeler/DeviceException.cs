namespace InferenceModeler;

/// <summary>
/// A compute device failed (compiling, memory, a lost driver), told in one line that names device, kernel and batch. The command line prints
/// <see cref="Exception.Message"/> and exits with 3.
/// </summary>
public sealed class DeviceException(string message, Exception? cause = null) : Exception(message, cause);
