using InferenceModeler.Planning;
using InferenceModeler.Planning.Reports;
using InferenceModeler.Planning.Solving;

namespace InferenceModeler.Tests.Planning;

/// <summary>Capital spent by the catch-up, in years of revenue.</summary>
public class CatchUpTests
{
    /// <summary>Six quarters of 100 requests each; half of them go short before the catch-up, none from it on. 300 dollars of capital are spent in the first quarter.</summary>
    static Plan Of(int catchUp)
    {
        Plan one = Optimizer.Solve(SmallFleets.Of(1, 1, 1, [5, 5], [10, 10], [100], 0), new() { Gap = 0 }).Plan!;
        return one with
        {
            Quarters = [.. Enumerable.Range(0, 6).Select(q => one.Quarters[0] with { Quarter = one.Quarters[0].Quarter + q, CapexUsd = q == 0 ? 300 : 0, DemandedRequests = 100, ServedRequests = q < catchUp ? 50 : 100 })],
        };
    }

    static PlanCosts Earning(double usd) => new()
    {
        TotalUsd = 0,
        CapexUsd = 300,
        OpexUsd = 0,
        CapitalChargeUsd = 0,
        TrainingUsd = 0,
        VariableUsd = 0,
        Classes = [new() { Class = "chat", Requests = 0, InputTokens = 0, OutputTokens = 0, Usd = 0, Served = default, RevenueUsd = usd }],
        Utilisation = 1,
        Served = default,
    };

    [Theory]
    // At a dollar per request a year of the first quarter is worth 400; of the first three at 50, 50 and 100 dollars, 800/3; of the first four, 250; and of later ones no capital is spent.
    [InlineData(0, 300.0 / 400)]
    [InlineData(2, 300.0 / (800.0 / 3))]
    [InlineData(3, 300.0 / 250)]
    [InlineData(4, 0)]
    public void Capital_intensity_is_of_a_whole_year_of_revenue(int catchUp, double intensity)
    {
        Plan plan = Of(catchUp);
        CatchUp caught = CatchUp.Of(plan, Earning(plan.Quarters.Sum(q => q.ServedRequests)));
        Assert.Equal(plan.Quarters[catchUp].Quarter, caught.From);
        Assert.Equal(intensity, caught.CapitalIntensity!.Value, 1e-9);
    }
}
