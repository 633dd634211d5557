namespace InferenceModeler.Bench;

/// <summary>Item columns of <see cref="OperatorBody{TOperator}"/>: the fields of a batch.</summary>
static class BatchColumns
{
    public const int DecodeSequences = 0;
    public const int ContextTokens = 1;
    public const int PrefillTokens = 2;
    public const int PrefillOffsetTokens = 3;
    public const int ChunkTokens = 4;
    public const int PrefillSequences = 5;
    public const int Count = 6;

    /// <summary>Batches drawn from a seed: mostly decoding, with one chunk of a prompt.</summary>
    public static float[] Draw(int items)
    {
        Random random = new(3);
        float[] columns = new float[items * Count];
        for (int item = 0; item < items; item++)
        {
            columns[DecodeSequences * items + item] = random.Next(1, 512);
            columns[ContextTokens * items + item] = random.Next(16, 16_000);
            columns[PrefillTokens * items + item] = random.Next(0, 8192);
            columns[PrefillOffsetTokens * items + item] = random.Next(0, 4096);
            columns[ChunkTokens * items + item] = random.Next(1, 2048);
            columns[PrefillSequences * items + item] = random.Next(0, 8);
        }
        return columns;
    }
}
