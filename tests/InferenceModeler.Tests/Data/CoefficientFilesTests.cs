using InferenceModeler.Data;

namespace InferenceModeler.Tests.Data;

public sealed class CoefficientFilesTests : IDisposable
{
    const string Head = "{\"version\": 3, \"name\": \"n\", \"date\": \"d\", \"coverage\": [], \"entries\": [";

    readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_folder_is_told_as_one() => Assert.Contains("is a folder; name a file", Assert.Throws<InputException>(() => CoefficientFiles.Load(Path.GetTempPath())).Message);

    [Theory]
    [InlineData("{\"foo\": 1}", "line 1: foo: unknown field; nearest: ")]
    [InlineData("{\"version\": \"x\"}", "line 1: version: has a value of the wrong type")]
    [InlineData(Head + "{\"valeu\": 1}]}", "line 1: entries[0].valeu: unknown field; nearest: value")]
    [InlineData(Head + "\n{\"standing\": \"s\", \"points\": 1, \"source\": \"s\", \"value\": 1}]}", "line 2: entries[0]: misses coefficient")]
    [InlineData(Head + "{\"coefficient\": \"c\", \"standing\": \"s\", \"points\": \"many\"}]}", "entries[0].points: has a value of the wrong type")]
    [InlineData("{\"version\": 3, \"name\": null}", "line 1: name: must not be null")]
    [InlineData("{\"version\": 1, \"name\": \"n\", \"families\": [{\"family\": \"f\"}]}", ": version 1, this program reads version 3; calibrate fits it anew")]
    [InlineData("\u007fELF", "line 1, byte 1: not JSON: '0x7F' is an invalid start of a value; mend the file")]
    [InlineData("{\"version\": 2,\n \"name\" \"n\"}", "line 2, byte 9: not JSON: ")]
    [InlineData("{\"version\": 2, \"name\": \"n\", ", "not JSON: it ends before all brackets are closed; mend the file")]
    [InlineData("", "not JSON: the file is empty; mend the file")]
    public void A_bad_file_is_told_by_its_fields_and_not_by_types_of_this_program(string content, string told)
    {
        File.WriteAllText(_path, content);
        string message = Assert.Throws<InputException>(() => CoefficientFiles.Load(_path)).Message;
        Assert.Contains(told, message);
        Assert.DoesNotContain("InferenceModeler.", message);
        Assert.DoesNotContain(".NET", message);
    }
}
