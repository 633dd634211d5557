using InferenceModeler.Cost;
using InferenceModeler.Numerics;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Dynamics;

readonly struct ListMix<T>(RequestMix mix) : IMix<ListMix<T>, T> where T : struct, IReal<T>
{
    readonly IReadOnlyList<WeightedShape> _shapes = mix.Shapes;

    public static int Cells(in ListMix<T> mix) => mix._shapes.Count;
    public static T PromptTokens(in ListMix<T> mix, int cell) => T.Of(mix._shapes[cell].Shape.PromptTokens);
    public static T OutputTokens(in ListMix<T> mix, int cell) => T.Of(mix._shapes[cell].Shape.OutputTokens);
    public static T CachedTokens(in ListMix<T> mix, int cell) => T.Of(mix._shapes[cell].Shape.CachedPromptTokens);
    public static T Share(in ListMix<T> mix, int cell) => T.Of((float)mix._shapes[cell].Share);
}
