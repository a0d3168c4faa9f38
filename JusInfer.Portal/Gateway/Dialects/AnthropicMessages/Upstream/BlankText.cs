using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;

/// <summary>White space in escaped text: Anthropic refuses a block of nothing else, and a last assistant's text that ends in it.</summary>
internal static class BlankText
{
    public static bool Is(JsonText text) => TrimmedLength(text.Escaped) == 0;

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

    /// <summary>The letter at the end is an escape's: an odd number of backslashes stands before it.</summary>
    private static bool EndsInEscape(ReadOnlySpan<byte> escaped)
    {
        var before = escaped[..^1];
        var slashes = before.Length - 1 - before.LastIndexOfAnyExcept((byte)'\\');
        return slashes % 2 == 1;
    }
}
