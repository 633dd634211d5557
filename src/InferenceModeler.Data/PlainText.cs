namespace InferenceModeler.Data;

/// <summary>Tells text from other bytes that were read as UTF-8.</summary>
static class PlainText
{
    const char NoCharacter = '\uFFFD';

    /// <summary>Whether it holds neither control characters (but tabs and ends of lines) nor bytes that are no UTF-8.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            if (c == NoCharacter || (char.IsControl(c) && c is not ('\t' or '\r' or '\n'))) return false;
        return true;
    }
}
