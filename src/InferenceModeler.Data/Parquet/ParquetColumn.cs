using System.Runtime.InteropServices;
using System.Text;

namespace InferenceModeler.Data.Parquet;

/// <summary>Collects one column of a row group and writes it as a dictionary page, where it has a dictionary, and a data page.</summary>
abstract class ParquetColumn(string name)
{
    const int DataPage = 0, DictionaryPage = 2;
    const int Plain = 0, Rle = 3, RleDictionary = 8;

    public string Name { get; } = name;

    /// <summary>Parquet's number of the physical type.</summary>
    public abstract int Type { get; }

    /// <summary>Whether values may be missing.</summary>
    public virtual bool IsOptional => false;

    protected int Count { get; set; }

    protected abstract byte[]? DictionaryValues { get; }

    protected abstract int DictionaryCount { get; }

    protected abstract void WriteValues(Stream stream);

    protected abstract void Clear();

    /// <summary>Where the pages of a column of a row group lie.</summary>
    public readonly record struct Place(long? DictionaryOffset, long DataOffset, long Bytes, int Values);

    public Place Flush(Stream output, ref long position)
    {
        long start = position;
        long? dictionary = null;
        if (DictionaryValues is { } values)
        {
            dictionary = position;
            ThriftCompact header = new ThriftCompact().Int32(1, DictionaryPage).Int32(2, values.Length).Int32(3, values.Length).Begin(7).Int32(1, DictionaryCount).Int32(2, Plain).End().End();
            output.Write(header.Bytes);
            output.Write(values);
            position += header.Bytes.Length + values.Length;
        }
        using MemoryStream page = new();
        WriteValues(page);
        ThriftCompact data = new ThriftCompact().Int32(1, DataPage).Int32(2, (int)page.Length).Int32(3, (int)page.Length)
            .Begin(5).Int32(1, Count).Int32(2, dictionary is null ? Plain : RleDictionary).Int32(3, Rle).Int32(4, Rle).End().End();
        Place place = new(dictionary, position, position + data.Bytes.Length + page.Length - start, Count);
        output.Write(data.Bytes);
        output.Write(page.GetBuffer(), 0, (int)page.Length);
        position += data.Bytes.Length + page.Length;
        Clear();
        Count = 0;
        return place;
    }

    /// <summary>The encodings that the metadata names.</summary>
    public int[] Encodings => DictionaryValues is null ? [Plain, Rle] : [Plain, Rle, RleDictionary];

    /// <summary>32-bit floats; NaN is written as missing.</summary>
    public sealed class Numbers(string name) : Optional<float>(name)
    {
        public override int Type => 4;
    }

    /// <summary>64-bit floats; NaN is written as missing.</summary>
    public sealed class Doubles(string name) : Optional<double>(name)
    {
        public override int Type => 5;
    }

    /// <summary>Floats, as they are.</summary>
    public abstract class Optional<T>(string name) : ParquetColumn(name) where T : struct, System.Numerics.IFloatingPointIeee754<T>
    {
        readonly T[] _values = new T[ParquetWriter.RowsPerGroup];
        readonly int[] _there = new int[ParquetWriter.RowsPerGroup];
        int _held;

        public override bool IsOptional => true;

        protected override byte[]? DictionaryValues => null;

        protected override int DictionaryCount => 0;

        public void Add(T value)
        {
            _there[Count++] = T.IsNaN(value) ? 0 : 1;
            if (!T.IsNaN(value)) _values[_held++] = value;
        }

        protected override void WriteValues(Stream stream)
        {
            using MemoryStream levels = new();
            RunLengths.Write(levels, _there.AsSpan(0, Count), 1);
            stream.Write(BitConverter.GetBytes((int)levels.Length));
            stream.Write(levels.GetBuffer(), 0, (int)levels.Length);
            stream.Write(MemoryMarshal.AsBytes(_values.AsSpan(0, _held)));
        }

        protected override void Clear() => _held = 0;
    }

    /// <summary>Values that repeat: a dictionary and indices into it.</summary>
    public abstract class Repeated<T>(string name) : ParquetColumn(name) where T : notnull
    {
        readonly int[] _indices = new int[ParquetWriter.RowsPerGroup];
        readonly Dictionary<T, int> _dictionary = [];
        readonly List<T> _order = [];
        T? _last;
        int _lastIndex = -1;

        protected override int DictionaryCount => _order.Count;

        protected override byte[]? DictionaryValues => [.. _order.SelectMany(Bytes)];

        protected abstract IEnumerable<byte> Bytes(T value);

        public void Add(T value)
        {
            if (_lastIndex < 0 || !EqualityComparer<T>.Default.Equals(value, _last))
            {
                if (!_dictionary.TryGetValue(value, out _lastIndex))
                {
                    _dictionary.Add(value, _lastIndex = _order.Count);
                    _order.Add(value);
                }
                _last = value;
            }
            _indices[Count++] = _lastIndex;
        }

        protected override void WriteValues(Stream stream)
        {
            int bits = RunLengths.Width(_order.Count);
            stream.WriteByte((byte)bits);
            RunLengths.Write(stream, _indices.AsSpan(0, Count), bits);
        }

        protected override void Clear()
        {
            _dictionary.Clear();
            _order.Clear();
            _lastIndex = -1;
        }
    }

    /// <summary>UTF-8 text.</summary>
    public sealed class Texts(string name) : Repeated<string>(name)
    {
        public override int Type => 6;

        protected override IEnumerable<byte> Bytes(string value)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(value);
            return [.. BitConverter.GetBytes(utf8.Length), .. utf8];
        }
    }

    /// <summary>32-bit whole numbers.</summary>
    public sealed class Counts(string name) : Repeated<int>(name)
    {
        public override int Type => 1;

        protected override IEnumerable<byte> Bytes(int value) => BitConverter.GetBytes(value);
    }
}
