namespace InferenceModeler.Serving;

/// <summary>Tells from the backlog whether a pool keeps up.</summary>
public static class ServingVerdicts
{
    // A queue is counted in whole requests: what it grows by less than one is no growth.
    const double Resolution = 1;

    /// <param name="growth">Requests by which the backlog grew while requests arrived, the slope of the line through its samples, with its 95% interval.</param>
    /// <param name="waitingAtEnd">Requests that wait when the last one arrives.</param>
    /// <param name="arrivalsPerSecond">Requests of one second, the measure of the backlog.</param>
    /// <param name="arrivedPerSecond">What arrived.</param>
    /// <param name="finishedPerBusySecond">Requests that the pool finished per second in which it was busy, with its 95% interval; of a single run without one.</param>
    public static ServingVerdict Of(Estimate growth, double waitingAtEnd, double arrivalsPerSecond, double arrivedPerSecond, Estimate finishedPerBusySecond)
    {
        if (growth.Low < Resolution && growth.High > -Resolution && waitingAtEnd < arrivalsPerSecond) return ServingVerdict.Stable;
        double most = double.IsNaN(finishedPerBusySecond.High) ? finishedPerBusySecond.Value : finishedPerBusySecond.High;
        return arrivedPerSecond > most ? ServingVerdict.Overloaded : ServingVerdict.Backlogged;
    }
}
