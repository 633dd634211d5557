using InferenceModeler.Models;

namespace InferenceModeler.Sizing;

/// <summary>Layouts worth looking at, and whether one divides a model.</summary>
public static class Layouts
{
    public const int MostPipelineStages = 4;

    const int MostDegree = 1 << 16;

    /// <summary>
    /// Tensor degrees in powers of two up to <paramref name="domainAccelerators"/>, with up to four pipeline stages; for mixtures of experts also experts
    /// spread over the tensor group, and attention data parallelism over the ranks that share the experts.
    /// </summary>
    public static IEnumerable<Layout> Of(ModelArchitecture model, int domainAccelerators)
    {
        for (int tensor = 1; tensor <= domainAccelerators; tensor *= 2)
        {
            for (int pipeline = 1; pipeline <= MostPipelineStages; pipeline++) yield return new(tensor, pipeline, 1, 1);
            if (!model.IsMixtureOfExperts) continue;
            for (int data = 1; tensor * data <= domainAccelerators; data *= 2)
                if (tensor * data > 1) yield return new(tensor, 1, tensor * data, data);
        }
    }

    /// <summary>Why a layout does not divide a model, or is none that is planned; null where it does and is.</summary>
    public static string? Indivisible(ModelArchitecture model, Layout layout)
    {
        if (Impossible(model, layout) is { } why) return why;
        if (layout.Expert > 1 && layout.Expert != layout.Tensor * layout.Data) return $"ep{layout.Expert} must be tp × dp = {layout.Tensor * layout.Data}";
        return layout.Expert == 1 && layout.Data > 1 ? $"dp{layout.Data} without shared experts is dp replicas: leave dp out" : null;
    }

    /// <summary>Why no engine can split a model so; null where one can. Key/value heads may be replicated, so only query heads must divide.</summary>
    public static string? Impossible(ModelArchitecture model, Layout layout)
    {
        if (model.QueryHeads % layout.Tensor != 0) return $"{model.QueryHeads} query heads do not divide by tp{layout.Tensor}";
        if (model.KeyValueHeads % layout.Tensor != 0 && layout.Tensor % Math.Max(1, model.KeyValueHeads) != 0 && model.Attention == AttentionKind.Grouped)
            return $"{model.KeyValueHeads} key/value heads neither divide by tp{layout.Tensor} nor replicate evenly";
        if (model.LinearLayers > 0 && model.LinearValueHeads % layout.Tensor != 0) return $"{model.LinearValueHeads} linear-attention heads do not divide by tp{layout.Tensor}";
        if (model.DenseLayers > 0 && model.DenseIntermediateSize % layout.Tensor != 0) return $"feed-forward width {model.DenseIntermediateSize} does not divide by tp{layout.Tensor}";
        if (layout.Pipeline > model.Layers) return $"{model.Layers} layers are fewer than pp{layout.Pipeline}";
        if (layout.Expert > 1 && !model.IsMixtureOfExperts) return $"ep{layout.Expert} needs a mixture of experts";
        return layout.Expert > 1 && model.Experts % layout.Expert != 0 ? $"{model.Experts} experts do not divide by ep{layout.Expert}" : null;
    }

    /// <summary>Reads <c>tp4</c>, <c>tp8 pp2</c>, <c>tp1,ep8,dp8</c> or <c>tp2ep8dp4</c>; degrees left out are 1.</summary>
    /// <exception cref="InputException">Not a layout.</exception>
    public static Layout Parse(string text, string name)
    {
        InputException No(string why) => new($"{name} '{text}': {why}; write for example tp4, tp8pp2 or tp2ep8dp4");
        Dictionary<string, int> degrees = [];
        foreach (System.Text.RegularExpressions.Match part in System.Text.RegularExpressions.Regex.Matches(text, @"([a-z]+)(\d+)"))
        {
            if (!int.TryParse(part.Groups[2].Value, out int degree) || degree is < 1 or > MostDegree) throw No($"{part.Value} must be from 1 to {MostDegree}");
            if (!degrees.TryAdd(part.Groups[1].Value, degree)) throw No($"says {part.Groups[1].Value} twice");
        }
        string left = System.Text.RegularExpressions.Regex.Replace(text, @"(tp|pp|ep|dp)\d+|[ ,x/+]", "");
        if (degrees.Count == 0 || left.Length > 0) throw No("not a layout");
        int Degree(string key) => degrees.GetValueOrDefault(key, 1);
        return new(Degree("tp"), Degree("pp"), Degree("ep"), Degree("dp"));
    }
}
