using InferenceModeler.Compute;
using InferenceModeler.Cost;
using InferenceModeler.Sizing;
using InferenceModeler.Workloads;

namespace InferenceModeler.Sweeping;

/// <summary>
/// Every deployment (row) with every request shape at every load (item, loads innermost). Rows of one model are neighbours; a group is a model with a shape.
/// </summary>
public sealed class SweepSpace
{
    /// <summary>The most evaluations that one sweep may have.</summary>
    public const long MostEvaluations = 100_000_000_000;

    readonly SweepRows _rows;
    readonly int[] _modelOf;

    /// <param name="rows">At least one deployment; those of one model together.</param>
    /// <param name="shapes">At least one.</param>
    /// <param name="loads">At least one, ascending.</param>
    public SweepSpace(SweepRows rows, IReadOnlyList<RequestShape> shapes, IReadOnlyList<int> loads)
    {
        if (rows.Deployments.Count == 0 || shapes.Count == 0 || loads.Count == 0) throw new ArgumentException("a sweep needs a deployment, a shape and a load");
        (_rows, Shapes, Loads) = (rows, shapes, loads);
        _modelOf = new int[Deployments.Count];
        for (int row = 1; row < _modelOf.Length; row++)
            _modelOf[row] = _modelOf[row - 1] + (ReferenceEquals(Deployments[row].Deployment.Model, Deployments[row - 1].Deployment.Model) ? 0 : 1);
    }

    public IReadOnlyList<SweepDeployment> Deployments => _rows.Deployments;

    public IReadOnlyList<RequestShape> Shapes { get; }

    public IReadOnlyList<int> Loads { get; }

    /// <summary>Shapes × loads.</summary>
    public long Items => (long)Shapes.Count * Loads.Count;

    /// <summary>Deployments × shapes × loads.</summary>
    public long Evaluations => checked(Deployments.Count * Items);

    /// <summary>Models × shapes.</summary>
    public long Groups => (long)(_modelOf[^1] + 1) * Shapes.Count;

    public ReadOnlySpan<float> RowTable => _rows.Table;

    public int AcceleratorsOf(int row) => Deployments[row].Deployment.Layout.Accelerators;

    /// <summary>The model of a row, counted from 0.</summary>
    internal int ModelOf(int row) => _modelOf[row];

    public RequestShape ShapeOf(long item) => Shapes[(int)(item / Loads.Count)];

    public int LoadOf(long item) => Loads[(int)(item % Loads.Count)];

    /// <summary>Model and shape of a result, counted from 0.</summary>
    public long GroupOf(int row, long item) => (long)_modelOf[row] * Shapes.Count + item / Loads.Count;

    internal WorkGrid Grid<TForm>(SweepPart part) where TForm : struct, IClosedForm
    {
        float[] items = new float[part.Items * SweepInput.Count];
        for (int i = 0; i < part.Items; i++)
        {
            RequestShape shape = ShapeOf(part.FirstItem + i);
            items[SweepInput.PromptTokens * part.Items + i] = shape.PromptTokens;
            items[SweepInput.OutputTokens * part.Items + i] = shape.OutputTokens;
            items[SweepInput.CachedPromptTokens * part.Items + i] = shape.CachedPromptTokens;
            items[SweepInput.Load * part.Items + i] = LoadOf(part.FirstItem + i);
        }
        return WorkGrid.Of<SweepBody<TForm>>(RowTable.Slice(part.FirstRow * SweepRow.Fields, part.Rows * SweepRow.Fields), items, part.Items);
    }
}
