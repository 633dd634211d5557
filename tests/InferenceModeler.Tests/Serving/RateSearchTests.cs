using CsCheck;
using InferenceModeler.Serving;

namespace InferenceModeler.Tests.Serving;

public class RateSearchTests
{
    static readonly Gen<double> s_rate = Gen.Double[-6, 12].Select(Math.Exp);

    static (double Found, int Rounds) Search(double start, int answersAhead, Func<double, bool> keeps)
    {
        RateSearch search = RateSearch.From(start);
        int rounds = 0;
        for (; search.Next is not null; rounds++)
        {
            Dictionary<double, bool> answers = search.Ahead(answersAhead).Distinct().ToDictionary(rate => rate, keeps);
            Assert.True(answers.Count < 1 << answersAhead);
            while (search.Next is { } rate && answers.TryGetValue(rate, out bool isKept)) search = search.After(isKept);
        }
        return (search.RequestsPerSecond, rounds);
    }

    [Fact]
    public void The_limit_is_found_to_half_a_percent() =>
        Gen.Select(s_rate, s_rate).Sample((start, limit) => Assert.InRange(Search(start, 1, rate => rate <= limit).Found / limit, 1 / 1.005, 1.005));

    /// <summary>Also where a higher rate is kept and a lower one is not.</summary>
    [Fact]
    public void Answers_ahead_find_the_same_in_fewer_rounds() =>
        Gen.Select(s_rate, Gen.UInt, Gen.Int[2, 6]).Sample((start, seed, ahead) =>
        {
            bool Keeps(double rate) => Math.Sin(seed * rate) > 0.5 * Math.Log(rate / 8);
            (double found, int rounds) = Search(start, 1, Keeps);
            (double foundAhead, int roundsAhead) = Search(start, ahead, Keeps);
            Assert.Equal(found, foundAhead);
            Assert.Equal((rounds + ahead - 1) / ahead, roundsAhead);
        });

    [Fact]
    public void Where_nothing_is_kept_nothing_is_found() => Assert.Equal(0, Search(8, 4, _ => false).Found);
}
