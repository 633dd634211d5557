namespace InferenceModeler.Worlds;

/// <summary>Row fields of a fleet in a quarter and a typical hour, with or without a zone lost.</summary>
/// <remarks>A quantity that may come late has its value in time and, in the fields behind it, what changes with each of the first quarters of delay.</remarks>
public static class WorldRow
{
    /// <summary>Years from the plan's start to the middle of the quarter, over which growth works.</summary>
    public const int Years = 0;

    /// <summary>Hours of the quarter that this row stands for in energy; 0 with a zone lost.</summary>
    public const int Hours = 1;

    /// <summary>Cost of what is there, dollars for the row.</summary>
    public const int FixedUsd = 2;

    /// <summary>Cost of what is ordered and may come late, dollars for the row.</summary>
    public const int OrderedUsd = 3;

    /// <summary>Rent of what is ordered and comes in time, dollars for the row.</summary>
    public const int RentedUsd = OrderedUsd + 1 + WorldSupplyRow.DelayQuarters;

    /// <summary>Contracts of a least rent that are told apart.</summary>
    public const int Spends = 4;

    /// <summary>What each contract asks for beyond rents whose price is settled, dollars for the row.</summary>
    public const int SpendNeedUsd = RentedUsd + 1;

    /// <summary>Rents that count for it at the price of the world, dollars for the row as planned.</summary>
    public const int SpendRentUsd = SpendNeedUsd + Spends;

    public const int Supplies = SpendRentUsd + Spends;

    /// <summary>Work per second of all groups.</summary>
    public const int AllDemand = Supplies + 1;

    /// <summary>Work per second of each group that the plan gives to no supply.</summary>
    public const int Demand = AllDemand + 1;

    public const int FirstSupply = Demand + WorldSupplyRow.Groups;
    public const int Count = FirstSupply + WorldSupplyRow.Count * WorldSupplyRow.Most;
}

/// <summary>Fields of one supply within a row.</summary>
public static class WorldSupplyRow
{
    /// <summary>Delays that are told apart, quarters; a longer one counts as this.</summary>
    public const int DelayQuarters = 4;

    /// <summary>Groups of demand that are told apart.</summary>
    public const int Groups = 16;

    /// <summary>Supplies of a fleet at most.</summary>
    public const int Most = 96;

    /// <summary>Work per second when all replicas work as planned.</summary>
    public const int Work = 0;

    /// <summary>Facility kW that it may draw: its part of what the site may.</summary>
    public const int LimitKw = Work + 1 + DelayQuarters;

    /// <summary>Facility kW per work per second at full load, as planned.</summary>
    public const int BusyKwPerWork = LimitKw + 1 + DelayQuarters;
    public const int IdleKwPerWork = BusyKwPerWork + 1;
    public const int UsdPerKwh = IdleKwPerWork + 1;

    /// <summary>Bit g is set where the supply may serve group g.</summary>
    public const int Serves = UsdPerKwh + 1;

    /// <summary>Which column of a world tells what its replicas carry.</summary>
    public const int Capacity = Serves + 1;

    /// <summary>Which column of a world tells how many instances are down; 0 where the mean is taken.</summary>
    public const int FailureDraw = Capacity + 1;

    /// <summary>Which column of a world tells how late the connections of its site come.</summary>
    public const int Connection = FailureDraw + 1;

    /// <summary>Which column of a world tells whether its spot pool can be had; 0 where it is no spot.</summary>
    public const int SpotDraw = Connection + 1;

    /// <summary>Work per second that the network of its site lets through.</summary>
    public const int NetworkWork = SpotDraw + 1;

    /// <summary>Share of the replicas that is left with the fewest instances down, over the mean; more than 1 where it is not less.</summary>
    public const int LeftAtBase = NetworkWork + 1;

    /// <summary>What each further step takes.</summary>
    public const int LostPerStep = LeftAtBase + 1;

    /// <summary>Numbers above which there is a further step.</summary>
    public const int FailureSteps = LostPerStep + 1;

    /// <summary>Bit g is set where the plan gives it work of group g.</summary>
    public const int PlannedGroups = FailureSteps + Worlds.Failures.Steps;

    /// <summary>Work per second that the plan gives it.</summary>
    public const int Planned = PlannedGroups + 1;

    /// <summary>Of each group.</summary>
    public const int PlannedOf = Planned + 1;
    public const int Count = PlannedOf + Groups;
}

/// <summary>Item columns: a world.</summary>
public static class WorldItem
{
    /// <summary>Base-2 logarithm of the growth per year over the planned one.</summary>
    public const int Log2GrowthPerYear = 0;

    /// <summary>Demand at the start over the planned one.</summary>
    public const int Demand = 1;

    /// <summary>Price of what is ordered over the planned one.</summary>
    public const int OrderPrice = 2;

    /// <summary>Price of electricity over the planned one.</summary>
    public const int EnergyPrice = 3;

    /// <summary>Quarters that orders arrive after their date.</summary>
    public const int DeliveryDelay = 4;

    /// <summary>Quarters that grid connections of a site come after their date.</summary>
    public const int Connections = 5;

    /// <summary>Of them; sites that are further apart share some.</summary>
    public const int ConnectionDraws = 16;

    /// <summary>Work that replicas of each kind deliver over what the plan counts on; positive.</summary>
    public const int Capacity = Connections + ConnectionDraws;

    /// <summary>Uniform numbers in (0, 1) that tell how many instances are down; 0 where none are beyond the mean.</summary>
    public const int Failures = Capacity + CapacityErrors.Most;

    /// <summary>Of them; rows and supplies that are further apart share some.</summary>
    public const int FailureDraws = 32;

    /// <summary>1 where a spot pool can be had in a quarter, 0 where not.</summary>
    public const int SpotPools = Failures + FailureDraws;

    /// <summary>Of them; pools and quarters that are further apart share some.</summary>
    public const int SpotDraws = 32;
    public const int Count = SpotPools + SpotDraws;
}

/// <summary>Output columns of a world in a row.</summary>
public static class WorldOutput
{
    /// <summary>Work per second asked for.</summary>
    public const int Demand = 0;

    /// <summary>Work per second that finds no place.</summary>
    public const int Unserved = 1;

    /// <summary>Dollars of the row.</summary>
    public const int Usd = 2;

    /// <summary>Facility kW drawn.</summary>
    public const int Kw = 3;

    /// <summary>Facility kW that work wanted beyond the sites' limits.</summary>
    public const int ExceededKw = 4;
    public const int Count = 5;
}
