namespace InferenceModeler.Serving;

/// <summary>Tells from the backlog whether a pool keeps up.</summary>
public static class ServingVerdicts
{
    /// <param name="growth">Requests by which the backlog grew while requests arrived, the slope of the line through its samples, with its 95% interval.</param>
    /// <param name="waitingAtEnd">Requests that wait when the last one arrives.</param>
    /// <param name="arrivalsPerSecond">Requests of one second, the measure of the backlog.</param>
    /// <param name="arrivedPerSecond">What arrived.</param>
    /// <param name="finishedPerBusySecond">Requests that the pool finished per second in which it was busy, with its 95% interval; of a single run without one.</param>
    public static ServingVerdict Of(Estimate growth, double waitingAtEnd, double arrivalsPerSecond, double arrivedPerSecond, Estimate finishedPerBusySecond)
    {
        if (growth.Low <= 0 && growth.High >= 0 && waitingAtEnd < arrivalsPerSecond) return ServingVerdict.Stable;
        double most = double.IsNaN(finishedPerBusySecond.High) ? finishedPerBusySecond.Value : finishedPerBusySecond.High;
        return arrivedPerSecond > most ? ServingVerdict.Overloaded : ServingVerdict.Backlogged;
    }
}
