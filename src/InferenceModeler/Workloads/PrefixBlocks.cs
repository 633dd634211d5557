namespace InferenceModeler.Workloads;

/// <summary>
/// A prefix cache without limits, fed with requests in order of arrival: what part of each prompt some earlier request had in front of it already. An upper
/// bound on what a real cache, which evicts, can reuse.
/// </summary>
public sealed class PrefixBlocks(int tokensPerBlock)
{
    readonly HashSet<long> _known = [];

    /// <summary>Cached tokens of this prompt; its blocks are known from now on. At least one token of a prompt is always computed.</summary>
    /// <param name="blocks">Ids of the prompt's blocks from its start; an id stands for the block and all before it.</param>
    /// <param name="promptTokens">At least 1.</param>
    public int Add(ReadOnlySpan<long> blocks, int promptTokens)
    {
        int hits = 0;
        while (hits < blocks.Length && _known.Contains(blocks[hits])) hits++;
        for (int i = hits; i < blocks.Length; i++) _known.Add(blocks[i]);
        return (int)Math.Min((long)hits * tokensPerBlock, promptTokens - 1);
    }
}
