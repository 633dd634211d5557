using InferenceModeler.Models;

namespace InferenceModeler.Cli.Commands;

/// <summary>Words for what a catalog entry is.</summary>
static class CatalogText
{
    /// <summary>For example <c>grouped 64/8, 18 windows of 128</c>.</summary>
    public static string Attention(ModelArchitecture m)
    {
        List<string> parts = [m.Attention == AttentionKind.Latent ? $"latent {m.KeyValueLoraRank}+{m.RopeHeadSize}" : $"grouped {m.QueryHeads}/{m.KeyValueHeads}"];
        if (m.WindowLayers > 0) parts.Add($"{m.WindowLayers} windows of {m.WindowTokens}");
        if (m.LinearLayers > 0) parts.Add($"{m.LinearLayers} linear");
        if (m.SparseTopTokens > 0) parts.Add($"sparse top {m.SparseTopTokens}");
        return string.Join(", ", parts);
    }
}
