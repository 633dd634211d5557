using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("InferenceModeler.Tests")]
