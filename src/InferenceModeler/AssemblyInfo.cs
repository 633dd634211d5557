using System.Runtime.CompilerServices;

// The equations hold dozens of vectors on the stack; zeroing them on entry costs more than some of the operators. The compiler proves every read follows a write.
[module: SkipLocalsInit]
