namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// How far the text of a JSON value has come that arrives escaped, as it stands in a JSON string: whether it is whole, told without decoding it.
/// Pieces end between escapes.
/// </summary>
internal struct ArgumentsProgress
{
    private int depth;
    private bool begun;
    private bool inText;
    private bool afterBackslash;

    /// <summary>An object or an array has been closed.</summary>
    public readonly bool IsWhole => begun && depth == 0;

    public void Take(ReadOnlySpan<byte> escaped)
    {
        while (!escaped.IsEmpty)
        {
            var (letter, length) = Next(escaped);
            escaped = escaped[length..];
            Take(letter);
        }
    }

    private void Take(byte letter)
    {
        if (afterBackslash)
        {
            afterBackslash = false;
        }
        else if (inText)
        {
            if (letter == (byte)'\\') afterBackslash = true;
            else if (letter == (byte)'"') inText = false;
        }
        else if (letter == (byte)'"')
        {
            inText = true;
        }
        else if (letter is (byte)'{' or (byte)'[')
        {
            begun = true;
            depth++;
        }
        else if (letter is (byte)'}' or (byte)']')
        {
            depth--;
        }
    }

    /// <summary>The next letter of the text: itself, or what an escape stands for where that matters here.</summary>
    private static (byte Letter, int Length) Next(ReadOnlySpan<byte> escaped)
    {
        if (escaped[0] != (byte)'\\' || escaped.Length < 2) return (escaped[0], 1);
        if (escaped[1] != (byte)'u' || escaped.Length < 6) return (escaped[1] is (byte)'"' or (byte)'\\' ? escaped[1] : (byte)' ', 2);
        return (escaped[2..6] switch
        {
            [(byte)'0', (byte)'0', (byte)'2', (byte)'2'] => (byte)'"',
            [(byte)'0', (byte)'0', (byte)'5', (byte)'c' or (byte)'C'] => (byte)'\\',
            [(byte)'0', (byte)'0', (byte)'7', (byte)'b' or (byte)'B'] => (byte)'{',
            [(byte)'0', (byte)'0', (byte)'7', (byte)'d' or (byte)'D'] => (byte)'}',
            _ => (byte)' ',
        }, 6);
    }
}
