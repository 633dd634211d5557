using InferenceModeler.Models;

namespace InferenceModeler.Data;

/// <summary>An architecture read from a <c>config.json</c>, and what had to be assumed.</summary>
public sealed record HuggingFaceModel(ModelArchitecture Architecture, IReadOnlyList<string> Warnings);
