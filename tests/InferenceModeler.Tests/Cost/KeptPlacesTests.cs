using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Numerics;

namespace InferenceModeler.Tests.Cost;

public class KeptPlacesTests
{
    [Fact]
    public void The_room_for_what_is_kept_holds_the_largest_mix() =>
        Assert.InRange(MixRow.MostCells * (TtftTail<Scalar>.Places + GammaTail<Scalar>.Places), 1, IKept<Scalar>.Places);
}
