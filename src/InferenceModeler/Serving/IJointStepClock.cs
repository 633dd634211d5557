namespace InferenceModeler.Serving;

/// <summary>The duration of a step that ranks take together, at least 1 µs. Where their batches are alike it takes as long as the step of one that is taken by itself.</summary>
public interface IJointStepClock<TSelf> : IStepClock<TSelf> where TSelf : struct, IJointStepClock<TSelf>
{
    /// <summary>Adds a rank's batch.</summary>
    static abstract void Join(in TSelf clock, in StepBatch batch, ref JointStep step);

    /// <summary>Of so many ranks, those without a batch included.</summary>
    static abstract long Microseconds(in TSelf clock, in JointStep step, int ranks);
}
