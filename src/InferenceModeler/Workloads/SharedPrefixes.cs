using InferenceModeler.Numerics;

namespace InferenceModeler.Workloads;

/// <summary>The sessions of one stream of requests.</summary>
sealed class SharedPrefixes
{
    const uint SessionsKey = 0xBB67AE85;

    readonly PrefixSharing _sharing;
    readonly uint _seed, _stream;
    readonly double[] _cumulative;
    readonly List<PrefixPart>?[] _open;
    int _units;

    public SharedPrefixes(PrefixSharing sharing, uint seed, uint stream)
    {
        (_sharing, _seed, _stream, _units) = (sharing, seed, stream ^ SessionsKey, sharing.SystemPrompts);
        _open = new List<PrefixPart>?[sharing.OpenSessions];
        double sum = 0;
        _cumulative = [.. Enumerable.Range(1, sharing.SystemPrompts).Select(n => sum += 1.0 / n)];
        for (int i = 0; i < _cumulative.Length; i++) _cumulative[i] /= sum;
    }

    /// <summary>What the prompt of request number <paramref name="draw"/> consists of; to be called once for each, in order.</summary>
    public IReadOnlyList<PrefixPart> Next(uint draw, RequestShape shape)
    {
        RandomWords words = CounterRandom.Draw(_seed, _stream, draw);
        int session = Math.Min((int)(words.First * _open.Length), _open.Length - 1);
        List<PrefixPart> text = _open[session] ??= Begun(draw);
        List<PrefixPart> parts = [];
        foreach (PrefixPart part in text)
        {
            parts.Add(part with { EndTokens = Math.Min(part.EndTokens, shape.PromptTokens) });
            if (part.EndTokens >= shape.PromptTokens) break;
        }
        if (parts.Count == 0 || parts[^1].EndTokens < shape.PromptTokens)
        {
            parts.Add(new(_units++, shape.PromptTokens));
            parts.Add(new(_units++, shape.PromptTokens + shape.OutputTokens));
            text.AddRange(parts.TakeLast(2));
        }
        if (words.Second * _sharing.MeanTurns < 1) _open[session] = null;
        return parts;
    }

    List<PrefixPart> Begun(uint draw)
    {
        if (_sharing.SystemPromptTokens == 0) return [];
        int found = Array.BinarySearch(_cumulative, CounterRandom.Draw(_seed, _stream, draw, 1).First);
        return [new(Math.Min(found < 0 ? ~found : found, _cumulative.Length - 1), _sharing.SystemPromptTokens)];
    }
}
