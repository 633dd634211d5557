using InferenceModeler.Data;

namespace InferenceModeler.Tests.Data;

public sealed class CoefficientFilesTests : IDisposable
{
    const string Head = "{\"version\": 1, \"name\": \"n\", \"date\": \"d\", \"coverage\": [], \"entries\": [";

    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("{\"foo\": 1}", "line 1: foo: unknown field; nearest: ")]
    [InlineData("{\"version\": \"x\"}", "line 1: version: has a value of the wrong type")]
    [InlineData(Head + "{\"valeu\": 1}]}", "line 1: entries[0].valeu: unknown field; nearest: value")]
    [InlineData(Head + "\n{\"standing\": \"s\", \"points\": 1, \"source\": \"s\", \"value\": 1}]}", "line 2: entries[0]: misses coefficient")]
    [InlineData(Head + "{\"coefficient\": \"c\", \"standing\": \"s\", \"points\": \"many\"}]}", "entries[0].points: has a value of the wrong type")]
    [InlineData("{\"version\": 1, \"name\": null}", "line 1: name: must not be null")]
    [InlineData("\u007fELF", "line 1: not JSON")]
    public void A_bad_file_is_told_by_its_fields_and_not_by_types_of_this_program(string content, string told)
    {
        File.WriteAllText(_path, content);
        string message = Assert.Throws<InputException>(() => CoefficientFiles.Load(_path)).Message;
        Assert.Contains(told, message);
        Assert.DoesNotContain("InferenceModeler.", message);
        Assert.DoesNotContain(".NET", message);
    }
}
