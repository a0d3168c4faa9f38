namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>Knows whether a text that passes is a model's thinking, where its server leaves that in the answer.</summary>
internal struct ThoughtWatch
{
    public const string Closing = "</think>";

    /// <summary>Letters of the next mark that have come.</summary>
    private int matched;

    public bool IsInThought { get; private set; }

    /// <param name="escaped">Text as it stands in a JSON string.</param>
    public void Take(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            if (matched == 0 && escaped.IndexOf((byte)'<') is var begins)
            {
                if (begins < 0) return;
                escaped = escaped[begins..];
            }

            var mark = IsInThought ? "</think>"u8 : "<think>"u8;
            if (escaped[0] != mark[matched])
            {
                matched = 0;
                continue;
            }

            escaped = escaped[1..];
            if (++matched < mark.Length) continue;
            IsInThought = !IsInThought;
            matched = 0;
        }
    }
}
