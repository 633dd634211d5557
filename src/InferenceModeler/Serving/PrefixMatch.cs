namespace InferenceModeler.Serving;

/// <summary>What a prefix cache holds of a prompt, in blocks.</summary>
struct PrefixMatch
{
    /// <summary>Of the prompt, from its start.</summary>
    public int Blocks;

    /// <summary>Of those, in the host's memory and in the remote store.</summary>
    public int HostBlocks, RemoteBlocks;

    /// <summary>In the accelerators' memory, of units that no running request uses: taking them leaves fewer for others.</summary>
    public int UnusedBlocks;
}
