namespace InferenceModeler.Tests.Cli;

/// <summary>A scenario that plans in a moment: one class, one site, one deployment, two quarters.</summary>
static class SmallFleet
{
    public const string Yaml = """
        name: small
        horizon: {start: 2027-Q1, quarters: 2}
        users:
          - {name: america, near: aws/us-east-1, utcOffset: -5}
        classes:
          - name: chat
            model: meta-llama/Llama-3.3-70B-Instruct
            workload: azure-conversation-2023
            limits: {ttft: 1s, tpot: 50ms, percentile: 95}
            price: {input: 0.6, output: 2.4}
            demand:
              - {users: america, requestsPerSecond: 60, day: consumer, growth: {low: 0%, mid: 100%, high: 300%}}
        sites:
          - {name: virginia, region: aws/us-east-1, zones: 3, purchases: [on-demand, commit-1-year], megawatts: 1}
        commitments: {commit-1-year: 30%}
        capacity: {simulate: none}
        candidates: {accelerators: [h100-sxm], engines: [vllm], precisions: [fp8], layouts: [tp4], perInstance: 1}
        """;

    /// <summary>Writes it, changed, into a folder.</summary>
    public static string In(DirectoryInfo folder, string from = "", string to = "")
    {
        string path = Path.Combine(folder.FullName, "small.yaml");
        if (from.Length > 0) Assert.Contains(from, Yaml);
        File.WriteAllText(path, from.Length > 0 ? Yaml.Replace(from, to) : Yaml);
        return path;
    }
}
