namespace InferenceModeler.Planning.Solving;

/// <summary>Families of limits that can be lifted, to see which of them stand against each other.</summary>
[Flags]
enum Relaxation
{
    None = 0,
    Stock = 1,
    Quota = 2,
    Power = 4,
    Racks = 8,
    Capital = 16,
    LeadTime = 32,
    ZoneLoss = 64,
    Residency = 128,
    Latency = 256,
    SpotShare = 512,
    Ingress = 1024,
    Egress = 2048,
    SiteLoss = 4096,
    RegionLoss = 8192,
}
