using InferenceModeler.Numerics;

namespace InferenceModeler.Cost;

/// <summary>
/// Moments of a request mix that the stationary replica needs. They depend on neither the deployment nor the rate: compute once per mix and reuse.
/// With u = prompt − cached tokens, d = output − 1 decode steps, y = mean position of the prefilled tokens, c = mean context while decoding.
/// </summary>
public readonly struct MixMoments<T> where T : struct, IReal<T>
{
    /// <summary>E[u].</summary>
    public readonly T Prefill;

    /// <summary>E[u²].</summary>
    public readonly T PrefillSquare;

    /// <summary>E[u³].</summary>
    public readonly T PrefillCube;

    /// <summary>E[u·y] / E[u].</summary>
    public readonly T Position;

    /// <summary>E[u²·(y − Position)].</summary>
    public readonly T SquarePosition;

    /// <summary>E[d], floored at a thousandth so that a mix of one-token outputs stays finite.</summary>
    public readonly T Decode;

    /// <summary>E[d²].</summary>
    public readonly T DecodeSquare;

    /// <summary>E[d·c] / E[d].</summary>
    public readonly T Context;

    /// <summary>Variance of the context of a decoding request.</summary>
    public readonly T ContextVariance;

    /// <summary>E[prompt].</summary>
    public readonly T Prompt;

    /// <summary>E[prompt²].</summary>
    public readonly T PromptSquare;

    /// <summary>E[(d·c)²] / E[d·c]²: spread of the memory × time that a request takes.</summary>
    public readonly T MemorySquare;

    MixMoments(T prefill, T prefillSquare, T prefillCube, T position, T squarePosition, T decode, T decodeSquare, T context, T contextVariance, T prompt, T promptSquare,
        T memorySquare)
    {
        Prefill = prefill;
        PrefillSquare = prefillSquare;
        PrefillCube = prefillCube;
        Position = position;
        SquarePosition = squarePosition;
        Decode = decode;
        DecodeSquare = decodeSquare;
        Context = context;
        ContextVariance = contextVariance;
        Prompt = prompt;
        PromptSquare = promptSquare;
        MemorySquare = memorySquare;
    }

    public static MixMoments<T> Of<TMix>(in TMix mix) where TMix : struct, IMix<TMix, T>
    {
        T zero = T.Of(0f), half = T.Of(0.5f);
        T u1 = zero, u2 = zero, u3 = zero, uy = zero, uuy = zero, d1 = zero, d2 = zero, dc = zero, dcc = zero, p1 = zero, p2 = zero, m2 = zero;
        for (int cell = 0; cell < TMix.Cells(in mix); cell++)
        {
            T prompt = TMix.PromptTokens(in mix, cell), cached = TMix.CachedTokens(in mix, cell), share = TMix.Share(in mix, cell);
            T output = TMix.OutputTokens(in mix, cell);
            T u = prompt - cached, d = output - T.Of(1f);
            T y = cached + half * u, c = prompt + half * output;
            T wu = share * u, wd = share * d;
            u1 += wu;
            u2 += wu * u;
            u3 += wu * u * u;
            uy += wu * y;
            uuy += wu * u * y;
            d1 += wd;
            d2 += wd * d;
            dc += wd * c;
            // The context grows by d while the request decodes: d²/12 is the variance of a uniform.
            dcc += wd * (c * c + d * d * T.Of(1f / 12f));
            p1 += share * prompt;
            p2 += share * prompt * prompt;
            m2 += wd * d * c * c;
        }
        T position = uy / u1;
        T decode = T.Max(d1, T.Of(1e-3f));
        T context = T.Max(dc / decode, T.Of(1f));
        return new(u1, u2, u3, position, uuy - u2 * position, decode, d2, context, T.Max(dcc / decode - context * context, zero), p1, p2,
            T.Max(m2 / T.Max(dc * dc, T.Of(1f)), T.Of(1f)));
    }
}
