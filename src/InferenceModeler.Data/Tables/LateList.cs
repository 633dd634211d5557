using System.Collections;

namespace InferenceModeler.Data.Tables;

/// <summary>A list that is read when first looked at: most runs never ask for the largest table.</summary>
sealed class LateList<T>(Func<List<T>> read) : IReadOnlyList<T>
{
    readonly Lazy<List<T>> _items = new(read);

    public int Count => _items.Value.Count;

    public T this[int index] => _items.Value[index];

    public IEnumerator<T> GetEnumerator() => _items.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
