using System.Xml.Linq;

namespace InferenceModeler.Tests;

public class LayeringTests
{
    static (string[] Projects, string[] Packages) References(string project)
    {
        XDocument file = XDocument.Load(Repository.File(project.Split('/')));
        return ([.. file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).Order()],
            [.. file.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value).Order()]);
    }

    [Fact]
    public void The_model_knows_no_project_and_no_package()
    {
        (string[] projects, string[] packages) = References("src/InferenceModeler/InferenceModeler.csproj");
        Assert.Empty(projects);
        Assert.Empty(packages);
        Assert.All(typeof(Catalog).Assembly.GetReferencedAssemblies(), a => Assert.StartsWith("System.", a.Name));
    }

    [Fact]
    public void The_model_touches_no_console_clock_environment_or_file()
    {
        string[] forbidden = ["Console.", "DateTime.Now", "DateTime.UtcNow", "Stopwatch.", "Environment.GetEnvironmentVariable", "File.", "Directory."];
        foreach (string path in Directory.EnumerateFiles(Repository.File("src", "InferenceModeler"), "*.cs", SearchOption.AllDirectories))
        {
            if (path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")) continue;
            string code = string.Join('\n', File.ReadLines(path).Where(l => !l.TrimStart().StartsWith("//")));
            Assert.All(forbidden, f => Assert.False(System.Text.RegularExpressions.Regex.IsMatch(code, $@"(?<![\w.]){System.Text.RegularExpressions.Regex.Escape(f)}"), $"{path}: {f}"));
        }
    }

    [Theory]
    [InlineData("src/InferenceModeler.Data/InferenceModeler.Data.csproj", "InferenceModeler")]
    [InlineData("kernels/InferenceModeler.Kernels/InferenceModeler.Kernels.csproj", "InferenceModeler")]
    [InlineData("src/InferenceModeler.Planning/InferenceModeler.Planning.csproj", "InferenceModeler")]
    public void Data_kernels_and_planning_know_only_the_model(string project, string only) => Assert.Equal([only], References(project).Projects);

    [Fact]
    public void Only_the_kernels_know_ILGPU()
    {
        foreach (string project in new[] { "src/InferenceModeler.Data/InferenceModeler.Data.csproj", "src/InferenceModeler.Cli/InferenceModeler.Cli.csproj" })
            Assert.DoesNotContain(References(project).Packages, p => p.StartsWith("ILGPU"));
        Assert.Contains(References("kernels/InferenceModeler.Kernels/InferenceModeler.Kernels.csproj").Packages, p => p.StartsWith("ILGPU"));
    }
}
