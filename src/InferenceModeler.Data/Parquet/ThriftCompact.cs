using System.Runtime.InteropServices;
using System.Text;

namespace InferenceModeler.Data.Parquet;

/// <summary>Writes structures in Thrift's compact protocol, the form of Parquet's headers.</summary>
sealed class ThriftCompact
{
    const int I32 = 5, I64 = 6, Binary = 8, List = 9, Struct = 12;

    readonly List<byte> _bytes = [];
    readonly Stack<int> _outer = [];
    int _last;

    public ReadOnlySpan<byte> Bytes => CollectionsMarshal.AsSpan(_bytes);

    public ThriftCompact Int32(int field, int value)
    {
        Field(field, I32);
        ZigZag(value);
        return this;
    }

    public ThriftCompact Int64(int field, long value)
    {
        Field(field, I64);
        ZigZag(value);
        return this;
    }

    public ThriftCompact Text(int field, string value)
    {
        Field(field, Binary);
        Text(value);
        return this;
    }

    /// <summary>A structure as a field; <see cref="End"/> closes it.</summary>
    public ThriftCompact Begin(int field)
    {
        Field(field, Struct);
        return Open();
    }

    /// <summary>A structure as an element of a list; <see cref="End"/> closes it.</summary>
    public ThriftCompact Open()
    {
        _outer.Push(_last);
        _last = 0;
        return this;
    }

    /// <summary>Closes a structure, the outermost one too.</summary>
    public ThriftCompact End()
    {
        _bytes.Add(0);
        _last = _outer.Count > 0 ? _outer.Pop() : 0;
        return this;
    }

    public ThriftCompact Structs(int field, int count) => Head(field, count, Struct);

    public ThriftCompact Int32s(int field, params ReadOnlySpan<int> values)
    {
        Head(field, values.Length, I32);
        foreach (int value in values) ZigZag(value);
        return this;
    }

    public ThriftCompact Texts(int field, string value)
    {
        Head(field, 1, Binary);
        Text(value);
        return this;
    }

    ThriftCompact Head(int field, int count, int type)
    {
        Field(field, List);
        if (count < 15)
        {
            _bytes.Add((byte)((count << 4) | type));
        }
        else
        {
            _bytes.Add((byte)(0xF0 | type));
            Variable((ulong)count);
        }
        return this;
    }

    void Text(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Variable((ulong)utf8.Length);
        _bytes.AddRange(utf8);
    }

    // Fields are numbered upwards, 15 apart at most.
    void Field(int field, int type)
    {
        _bytes.Add((byte)(((field - _last) << 4) | type));
        _last = field;
    }

    void ZigZag(long value) => Variable((ulong)((value << 1) ^ (value >> 63)));

    void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
