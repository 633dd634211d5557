using InferenceModeler.Hardware;

namespace InferenceModeler;

/// <summary>What an accelerator's name resolved to, and how it was read (blank for a catalog id).</summary>
public sealed record FoundAccelerator(AcceleratorSpec Accelerator, string Note);
