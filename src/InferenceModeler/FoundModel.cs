using InferenceModeler.Models;

namespace InferenceModeler;

/// <summary>What a model's name resolved to.</summary>
/// <param name="Architecture">The catalog's row.</param>
/// <param name="WeightFormat">The weight format that the name implies (a quantised checkpoint); null where it implies none.</param>
/// <param name="Note">How the name was read, for the output; blank where the row is the named model's own.</param>
public sealed record FoundModel(ModelArchitecture Architecture, NumberFormat? WeightFormat, string Note);
