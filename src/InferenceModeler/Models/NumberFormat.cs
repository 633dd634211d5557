namespace InferenceModeler.Models;

/// <summary>Storage or arithmetic format of a tensor.</summary>
public enum NumberFormat
{
    Bf16,
    Fp16,
    Fp8,
    Int8,
    Int4,
    Fp4,
}
