namespace InferenceModeler.Tests.Dynamics;

readonly record struct ReplicaLimits(int MaxBatchedTokens, int MaxSequences, int KvTokens, int BlockTokens = 1, int LongPrefillTokens = 0);

delegate double StepSeconds(double decodeSequences, double meanContextTokens, double prefillTokens, double prefillPositionTokens);
