namespace InferenceModeler.Cli.FleetPlans;

/// <summary>Instances that one plan orders and the other does not.</summary>
/// <param name="Site">Where.</param>
/// <param name="Instance">What.</param>
/// <param name="Purchase">How.</param>
/// <param name="Arrives">When.</param>
/// <param name="Instances">How many.</param>
/// <param name="Accelerators">In them.</param>
sealed record OrderChange(string Site, string Instance, string Purchase, string Arrives, int Instances, int Accelerators);

/// <summary>Instances that both plans order, at another time or place.</summary>
sealed record OrderMove(string Instance, string Purchase, int Instances, int Accelerators, string FromSite, string ToSite, string FromArrives, string ToArrives);

/// <summary>Held instances of which one plan keeps, moves or gives up others than the other.</summary>
/// <param name="Kept">In the last quarter.</param>
/// <param name="Moved">To other sites.</param>
/// <param name="GivenUp">Retired or given back.</param>
sealed record HeldChange(string Site, string Instance, string Purchase, Compared Kept, Compared Moved, Compared GivenUp);

/// <summary>A figure of both plans.</summary>
sealed record Compared(string Figure, double? From, double? To)
{
    // What sums in another order may differ by is no difference.
    const double Negligible = 1e-9;

    public double? Difference => To - From is { } d && Math.Abs(d) > Negligible * Math.Abs(From!.Value) ? d : To is null || From is null ? null : 0;
}

/// <summary>The same quarter in both plans.</summary>
sealed record ComparedQuarter(string Quarter, IReadOnlyList<Compared> Figures);

/// <summary>How one saved plan differs from another.</summary>
sealed record PlanDifference
{
    public required string From { get; init; }
    public required string To { get; init; }
    public required IReadOnlyList<OrderChange> Added { get; init; }
    public required IReadOnlyList<OrderChange> Removed { get; init; }
    public required IReadOnlyList<OrderMove> Moved { get; init; }
    public required IReadOnlyList<Compared> Cost { get; init; }

    /// <summary>Shares that go short, of the requests and of the demand.</summary>
    public required IReadOnlyList<Compared> Unserved { get; init; }

    /// <summary>How far each plan may be from the least possible.</summary>
    public required IReadOnlyList<Compared> Gaps { get; init; }

    public required IReadOnlyList<HeldChange> Held { get; init; }

    /// <summary>Of the quarters that either has.</summary>
    public required IReadOnlyList<ComparedQuarter> Quarters { get; init; }

    /// <summary>Limits that bind in the second plan only, and in the first only.</summary>
    public required IReadOnlyList<string> BindsNow { get; init; }

    public required IReadOnlyList<string> BindsNoMore { get; init; }

    public bool OrdersAlike => Added.Count + Removed.Count + Moved.Count == 0;

    /// <summary>Whether the gaps leave open which of the two would be the cheaper if both were the best.</summary>
    public bool IsCostWithinGaps => Cost[0].Difference is { } d and not 0 && Gaps[1] is { From: { } from, To: { } to } && d <= to && -d <= from;

    /// <summary>Whether the plans serve the same share of the requests; else their costs are of different things.</summary>
    public bool IsServiceAlike => Unserved[0].Difference is not { } d || Math.Abs(d) <= PlanTables.Noticed;

    public static PlanDifference Of(SavedPlan from, SavedPlan to)
    {
        List<OrderChange> more = [], less = [];
        foreach (var same in from.Orders.Select(o => (Order: o, Sign: -1)).Concat(to.Orders.Select(o => (Order: o, Sign: 1)))
            .GroupBy(o => (o.Order.Arrives, o.Order.Site, o.Order.Instance, o.Order.Purchase)).OrderBy(g => g.Key.Arrives, StringComparer.Ordinal).ThenBy(g => g.Key.Site, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Instance, StringComparer.Ordinal).ThenBy(g => g.Key.Purchase, StringComparer.Ordinal))
        {
            int instances = same.Sum(o => o.Sign * o.Order.Instances), accelerators = same.Sum(o => o.Sign * o.Order.Accelerators);
            if (instances != 0) (instances > 0 ? more : less).Add(new(same.Key.Site, same.Key.Instance, same.Key.Purchase, same.Key.Arrives, Math.Abs(instances), Math.Abs(accelerators)));
        }
        List<OrderMove> moved = [];
        // At the same site first, so that an order is later or earlier before it is elsewhere.
        foreach (Func<OrderChange, OrderChange, bool> isMove in new Func<OrderChange, OrderChange, bool>[] { (a, b) => a.Site == b.Site, (a, b) => a.Arrives == b.Arrives && a.Instances == b.Instances, (a, b) => a.Arrives == b.Arrives, (_, _) => true })
            Match(less, more, isMove, moved);
        string[] bound = [.. from.Binding.Select(Name)], binds = [.. to.Binding.Select(Name)];
        return new()
        {
            From = Name(from.Scenario),
            To = Name(to.Scenario),
            Added = more,
            Removed = less,
            Moved = moved,
            Cost =
            [
                new("totalUsd", from.Cost?.TotalUsd, to.Cost?.TotalUsd), new("capexUsd", from.Cost?.CapexUsd, to.Cost?.CapexUsd), new("opexUsd", from.Cost?.OpexUsd, to.Cost?.OpexUsd),
                new("usdPerMillionInputTokens", from.Cost?.UsdPerMillionInputTokens, to.Cost?.UsdPerMillionInputTokens), new("usdPerMillionOutputTokens", from.Cost?.UsdPerMillionOutputTokens, to.Cost?.UsdPerMillionOutputTokens),
                new("usdPerMillionTokens", from.Cost?.UsdPerMillionTokens, to.Cost?.UsdPerMillionTokens),
            ],
            Unserved = [new("unservedRequestShare", from.UnservedRequestShare, to.UnservedRequestShare), new("unservedShare", from.UnservedShare, to.UnservedShare)],
            Gaps = [new("optimalityGap", from.OptimalityGap, to.OptimalityGap), new("gapUsd", from.GapUsd, to.GapUsd)],
            Held = Holdings(from, to),
            Quarters = [.. from.Quarters.Concat(to.Quarters).Select(q => q.Quarter).Distinct().Order(StringComparer.Ordinal)
                .Select(q => new ComparedQuarter(q, Figures(from.Quarters.FirstOrDefault(x => x.Quarter == q), to.Quarters.FirstOrDefault(x => x.Quarter == q))))],
            BindsNow = [.. binds.Except(bound)],
            BindsNoMore = [.. bound.Except(binds)],
        };
    }

    static void Match(List<OrderChange> less, List<OrderChange> more, Func<OrderChange, OrderChange, bool> isMove, List<OrderMove> moved)
    {
        for (int i = 0; i < less.Count; i++)
        {
            for (int j = 0; j < more.Count && less[i].Instances > 0; j++)
            {
                OrderChange gone = less[i], come = more[j];
                if (come.Instances == 0 || gone.Instance != come.Instance || gone.Purchase != come.Purchase || !isMove(gone, come)) continue;
                int instances = Math.Min(gone.Instances, come.Instances), each = gone.Accelerators / gone.Instances;
                moved.Add(new(gone.Instance, gone.Purchase, instances, instances * each, gone.Site, come.Site, gone.Arrives, come.Arrives));
                less[i] = gone with { Instances = gone.Instances - instances, Accelerators = gone.Accelerators - instances * each };
                more[j] = come with { Instances = come.Instances - instances, Accelerators = come.Accelerators - instances * each };
            }
        }
        less.RemoveAll(o => o.Instances == 0);
        more.RemoveAll(o => o.Instances == 0);
    }

    static HeldChange[] Holdings(SavedPlan from, SavedPlan to)
    {
        (string, string, string) Key(SavedFleet f) => (f.Site, f.Instance, f.Purchase);
        SavedFleet[] a = [.. from.Fleet.Where(f => f.Held is not null)], b = [.. to.Fleet.Where(f => f.Held is not null)];
        HeldChange Change((string Site, string Instance, string Purchase) key)
        {
            double? Sum(SavedFleet[] held, Func<SavedFleet, int?> of) => held.Where(f => Key(f) == key) is var same && same.Any() ? same.Sum(of) : null;
            Compared Of(string name, Func<SavedFleet, int?> of) => new(name, Sum(a, of), Sum(b, of));
            return new(key.Site, key.Instance, key.Purchase, Of("kept", f => f.Kept), Of("moved", f => f.Moved), Of("givenUp", f => f.GivenUp));
        }
        return [.. a.Concat(b).Select(Key).Distinct().Order().Select(Change).Where(c => c.Kept.Difference != 0 || c.Moved.Difference != 0 || c.GivenUp.Difference != 0)];
    }

    static Compared[] Figures(SavedQuarter? from, SavedQuarter? to)
    {
        Compared Of(string name, Func<SavedQuarter, double> of) => new(name, from is null ? null : of(from), to is null ? null : of(to));
        return
        [
            Of("demandRequestsPerSecond", q => q.DemandRequestsPerSecond), Of("capacityRequestsPerSecond", q => q.CapacityRequestsPerSecond), Of("utilisation", q => q.Utilisation), Of("accelerators", q => q.Accelerators),
            Of("megawatts", q => q.Megawatts), Of("capexUsd", q => q.CapexUsd), Of("opexUsd", q => q.OpexUsd), Of("costUsd", q => q.CostUsd), Of("tonnesCo2", q => q.TonnesCo2),
            Of("unservedRequests", q => q.UnservedRequests),
        ];
    }

    static string Name(SavedScenario scenario) => $"{scenario.Name}, growth {scenario.Growth}";

    static string Name(SavedLimit limit) => $"{limit.Limit} {limit.Where}";
}
