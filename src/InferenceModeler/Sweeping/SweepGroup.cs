namespace InferenceModeler.Sweeping;

/// <summary>The results kept of one model and shape. What is kept does not depend on the order in which results are offered: ties go to the first place.</summary>
abstract class SweepGroup
{
    /// <summary>Whether a result with these losses could be kept; cheap, and never wrongly no.</summary>
    public abstract bool MayKeep(float tpotSeconds, float loss);

    public abstract void Offer(float loss, in SweepPoint point);

    /// <summary>What is kept, best first.</summary>
    public abstract IEnumerable<(float Loss, SweepPoint Point)> Kept { get; }

    /// <summary>Everything, in the order of offers.</summary>
    public sealed class All(int capacity) : SweepGroup
    {
        readonly List<(float, SweepPoint)> _kept = new(capacity);

        public override bool MayKeep(float tpotSeconds, float loss) => true;

        public override void Offer(float loss, in SweepPoint point) => _kept.Add((loss, point));

        public override IEnumerable<(float Loss, SweepPoint Point)> Kept => _kept;
    }

    /// <summary>The best by loss.</summary>
    public sealed class Top(int most) : SweepGroup
    {
        readonly SortedSet<(float Loss, SweepPoint Point)> _kept = new(Comparer<(float Loss, SweepPoint Point)>.Create((left, right) =>
            left.Loss != right.Loss ? left.Loss.CompareTo(right.Loss) : SweepPoint.ByPlace(left.Point, right.Point)));
        float _worst = float.PositiveInfinity;

        public override bool MayKeep(float tpotSeconds, float loss) => loss <= _worst;

        public override void Offer(float loss, in SweepPoint point)
        {
            _kept.Add((loss, point));
            if (_kept.Count > most) _kept.Remove(_kept.Max);
            if (_kept.Count == most) _worst = _kept.Max.Loss;
        }

        public override IEnumerable<(float Loss, SweepPoint Point)> Kept => _kept;
    }

    /// <summary>The Pareto front of time per output token and loss: a staircase, times rising and losses falling.</summary>
    public sealed class Front : SweepGroup
    {
        // Nearly every result is far from the front: a table over classes of time, a sixteenth of an octave wide from 2^-16 s to 2^8 s, refuses it without a search.
        const int ClassBits = 19, Classes = 24 * 16;
        const int FirstClass = (127 - 16) << (23 - ClassBits);

        readonly List<(float Loss, SweepPoint Point)> _steps = [];

        // Of each class the least loss of what is no slower than its fastest time; falls from class to class.
        readonly float[] _leastLoss = NoLoss();

        public override bool MayKeep(float tpotSeconds, float loss)
        {
            int timeClass = ClassOf(tpotSeconds);
            if (timeClass >= 0 && loss > _leastLoss[timeClass]) return false;
            int after = FirstSlower(tpotSeconds);
            return after == 0 || _steps[after - 1].Loss >= loss;
        }

        public override void Offer(float loss, in SweepPoint point)
        {
            int after = FirstSlower(point.TpotSeconds), from = after;
            if (after > 0)
            {
                (float standing, SweepPoint other) = _steps[after - 1];
                bool asFast = other.TpotSeconds == point.TpotSeconds;
                if (standing < loss || (standing == loss && (!asFast || SweepPoint.ByPlace(other, point) <= 0))) return;
                if (asFast) from--;
            }
            int to = after;
            while (to < _steps.Count && _steps[to].Loss >= loss) to++;
            _steps.RemoveRange(from, to - from);
            _steps.Insert(from, (loss, point));
            for (int slower = ClassOf(point.TpotSeconds) + 1; slower < Classes && _leastLoss[slower] > loss; slower++) _leastLoss[slower] = loss;
        }

        public override IEnumerable<(float Loss, SweepPoint Point)> Kept => _steps;

        // Below 0 for times shorter than all classes.
        static int ClassOf(float tpotSeconds) => Math.Clamp((BitConverter.SingleToInt32Bits(tpotSeconds) >> ClassBits) - FirstClass, -1, Classes - 1);

        static float[] NoLoss()
        {
            float[] losses = new float[Classes];
            Array.Fill(losses, float.PositiveInfinity);
            return losses;
        }

        int FirstSlower(float tpotSeconds)
        {
            int low = 0, high = _steps.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_steps[middle].Point.TpotSeconds > tpotSeconds) high = middle;
                else low = middle + 1;
            }
            return low;
        }
    }
}
