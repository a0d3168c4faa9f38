namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Handles white space in escaped text. Anthropic rejects a block of only white space, a cache marker on it, and a final assistant message
/// that ends in it.
/// </summary>
internal static class BlankText
{
    public static bool IsBlank(JsonText text) => IsBlank(text.Escaped);

    /// <param name="escaped">The text between the quotes.</param>
    public static bool IsBlank(ReadOnlySpan<byte> escaped) => TrimmedLength(escaped) == 0;

    public static JsonText TrimEnd(JsonText text)
    {
        var length = TrimmedLength(text.Escaped);
        return length == text.Escaped.Length ? text : JsonText.OfEscaped(text.Escaped[..length]);
    }

    private static int TrimmedLength(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            if (escaped[^1] == (byte)' ') escaped = escaped[..^1];
            else if (escaped.Length >= 2 && escaped[^1] is (byte)'n' or (byte)'r' or (byte)'t' && EndsInEscape(escaped))
                escaped = escaped[..^2];
            else break;
        }

        return escaped.Length;
    }

    /// <summary>Whether the last character belongs to an escape sequence: the number of backslashes before it is odd.</summary>
    private static bool EndsInEscape(ReadOnlySpan<byte> escaped)
    {
        var before = escaped[..^1];
        var slashes = before.Length - 1 - before.LastIndexOfAnyExcept((byte)'\\');
        return slashes % 2 == 1;
    }
}
