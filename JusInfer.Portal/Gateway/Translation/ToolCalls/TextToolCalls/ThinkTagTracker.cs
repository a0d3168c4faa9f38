namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>Tracks whether streamed text is reasoning in a think tag, which some servers leave in the answer's text.</summary>
internal struct ThinkTagTracker
{
    public const string ClosingTag = "</think>";

    /// <summary>The number of characters of the next tag that have been matched.</summary>
    private int matched;

    public bool IsInThought { get; private set; }

    /// <param name="escaped">Text, escaped as in a JSON string.</param>
    public void Append(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            if (matched == 0 && escaped.IndexOf((byte)'<') is var start)
            {
                if (start < 0) return;
                escaped = escaped[start..];
            }

            var tag = IsInThought ? "</think>"u8 : "<think>"u8;
            if (escaped[0] != tag[matched])
            {
                matched = 0;
                continue;
            }

            escaped = escaped[1..];
            if (++matched < tag.Length) continue;
            IsInThought = !IsInThought;
            matched = 0;
        }
    }
}
