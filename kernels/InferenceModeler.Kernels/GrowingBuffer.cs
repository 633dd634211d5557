using ILGPU;
using ILGPU.Runtime;

namespace InferenceModeler.Kernels;

/// <summary>Device memory that is kept from run to run and only ever grows.</summary>
sealed class GrowingBuffer<T>(Accelerator accelerator) : IDisposable where T : unmanaged
{
    MemoryBuffer1D<T, Stride1D.Dense>? _buffer;

    public ArrayView<T> View(long length)
    {
        if (_buffer is null || _buffer.Length < length)
        {
            _buffer?.Dispose();
            _buffer = null;
            _buffer = accelerator.Allocate1D<T>(length);
        }
        return _buffer.View.BaseView.SubView(0, length);
    }

    public void Dispose() => _buffer?.Dispose();
}
