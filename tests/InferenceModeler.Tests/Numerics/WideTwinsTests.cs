namespace InferenceModeler.Tests.Numerics;

public class WideTwinsTests
{
    // A vector's width is part of its type's name, so the two widths cannot share source; they may not drift apart either.
    [Fact]
    public void The_two_widths_are_the_same_code()
    {
        string wide = Source("Wide512"), half = Source("Wide256");

        Assert.Equal(Body(wide).Replace("512", "256").Replace("Lanes => 16", "Lanes => 8"), Body(half));

        static string Source(string name) => File.ReadAllText(Repository.File("src", "InferenceModeler", "Numerics", name + ".cs"));
        static string Body(string source) => source[source.IndexOf("public readonly struct", StringComparison.Ordinal)..];
    }
}
