namespace InferenceModeler;

/// <summary>
/// Bad input, told in one line: the value, the rule it breaks and the remedy. The command line prints <see cref="Exception.Message"/> and exits with 2.
/// </summary>
public sealed class InputException(string message) : Exception(message);
