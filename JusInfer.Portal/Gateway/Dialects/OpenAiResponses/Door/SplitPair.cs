using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Door;

/// <summary>
/// Holds back the escape of a surrogate pair's first half that ends a piece of text, until the second half comes: each event of a stream must be JSON by
/// itself, and strict parsers take half a pair for none.
/// </summary>
internal sealed class SplitPair
{
    private byte[]? held;

    /// <summary>The piece with what was held before it, without what is held now.</summary>
    public ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> escaped)
    {
        if (held is not null)
        {
            escaped = (byte[])[.. held, .. escaped];
            held = null;
        }

        var whole = JsonText.WholeLetters(escaped);
        if (whole < escaped.Length) held = escaped[whole..].ToArray();
        return escaped[..whole];
    }
}
