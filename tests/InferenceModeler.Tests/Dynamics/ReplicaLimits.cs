namespace InferenceModeler.Tests.Dynamics;

readonly record struct ReplicaLimits(int MaxBatchedTokens, int MaxSequences, int KvTokens);

delegate double StepSeconds(double decodeSequences, double meanContextTokens, double prefillTokens, double prefillPositionTokens);
