using ILGPU;
using ILGPU.Runtime;

namespace InferenceModeler.Kernels;

/// <summary>Device memory that is kept from run to run and only ever grows.</summary>
sealed class GrowingBuffer<T>(DeviceMemory memory) : IDisposable where T : unmanaged
{
    MemoryBuffer1D<T, Stride1D.Dense>? _buffer;

    /// <exception cref="DeviceMemoryException">The device has too little memory; what the buffer held before is then gone.</exception>
    public ArrayView<T> View(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            Dispose();
            _buffer = memory.Allocate<T>(length);
        }
        return _buffer.View.BaseView.SubView(0, length);
    }

    public void Dispose()
    {
        if (_buffer is not null) memory.Free(_buffer);
        _buffer = null;
    }
}
