using System.Globalization;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace InferenceModeler.Kernels;

/// <summary>The memory of a device, as far as our buffers may fill it.</summary>
sealed class DeviceMemory(Accelerator accelerator, long mostBytes)
{
    long _usedBytes;

    /// <summary>The most that all buffers together may take.</summary>
    public long MostBytes { get; } = Math.Min(accelerator.MemorySize, mostBytes);

    /// <exception cref="DeviceMemoryException">There is not enough of it.</exception>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length) where T : unmanaged
    {
        long bytes = length * Unsafe.SizeOf<T>();
        if (bytes > MostBytes - _usedBytes) throw TooLittle(bytes, null);
        try
        {
            MemoryBuffer1D<T, Stride1D.Dense> buffer = accelerator.Allocate1D<T>(length);
            _usedBytes += bytes;
            return buffer;
        }
        catch (Exception failure)
        {
            throw TooLittle(bytes, failure);
        }
    }

    public void Free<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer) where T : unmanaged
    {
        _usedBytes -= buffer.Length * Unsafe.SizeOf<T>();
        buffer.Dispose();
    }

    DeviceMemoryException TooLittle(long bytes, Exception? cause) => new(
        $"too little memory for {Told(bytes)} beside {Told(_usedBytes)} in use of {Told(MostBytes)}{(cause is null ? "" : $" ({cause.GetBaseException().Message.ReplaceLineEndings(" ").Trim()})")}", cause);

    static string Told(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):#,0.##} MiB");
}

/// <summary>A buffer did not fit into a device's memory.</summary>
sealed class DeviceMemoryException(string message, Exception? cause) : Exception(message, cause);
