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
    /// <param name="lost">Counted requests that were rejected, timed out before a first token or never finished: they left no backlog, or the run ended first.</param>
    /// <param name="finishedPerBusySecond">Requests that the pool finished per second in which it was busy, with its 95% interval; of a single run without one: the backlog must then surely grow.</param>
    public static ServingVerdict Of(Estimate growth, double waitingAtEnd, double arrivalsPerSecond, double arrivedPerSecond, long lost, Estimate finishedPerBusySecond)
    {
        double most = double.IsNaN(finishedPerBusySecond.High) ? finishedPerBusySecond.Value : finishedPerBusySecond.High;
        if (lost > 0 && arrivedPerSecond > most) return ServingVerdict.Overloaded;
        if (growth.Low < Resolution && growth.High > -Resolution && waitingAtEnd < arrivalsPerSecond) return ServingVerdict.Stable;
        bool isSure = !double.IsNaN(finishedPerBusySecond.High) || growth.Low >= Resolution;
        return arrivedPerSecond > most && isSure ? ServingVerdict.Overloaded : ServingVerdict.Backlogged;
    }
}
