namespace InferenceModeler.Numerics;

/// <summary>Four independent 32-bit random words: one block of <see cref="CounterRandom"/>.</summary>
public readonly struct RandomWords(uint word0, uint word1, uint word2, uint word3)
{
    public readonly uint Word0 = word0;
    public readonly uint Word1 = word1;
    public readonly uint Word2 = word2;
    public readonly uint Word3 = word3;

    /// <summary>First double in (0, 1), 52 bits.</summary>
    public double First => CounterRandom.Unit(Word0, Word1);

    /// <summary>Second double in (0, 1), 52 bits, independent of <see cref="First"/>.</summary>
    public double Second => CounterRandom.Unit(Word2, Word3);
}
