namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Whether the text of a JSON object is whole yet, told from its pieces as they come. The pieces are escaped a second time, as text in a JSON string:
/// a quote of the object reads <c>\"</c>, a backslash in one of its strings <c>\\</c>.
/// </summary>
internal struct JsonBalance
{
    private int depth;
    private bool inString;
    private bool isEscaped;
    private bool afterBackslash;
    private int hexDigits;

    public bool IsWhole { get; private set; }

    public void Add(ReadOnlySpan<byte> escaped)
    {
        foreach (var next in escaped)
        {
            if (hexDigits > 0)
            {
                // Of \uXXXX: a letter of a string, or white space; providers write braces and quotes plainly.
                hexDigits--;
                continue;
            }

            if (afterBackslash)
            {
                afterBackslash = false;
                if (next == (byte)'u') hexDigits = 4;
                if (next is (byte)'"' or (byte)'\\') Take(next);
                else isEscaped = false;
            }
            else if (next == (byte)'\\')
            {
                afterBackslash = true;
            }
            else
            {
                Take(next);
            }
        }
    }

    private void Take(byte letter)
    {
        if (inString)
        {
            if (isEscaped) isEscaped = false;
            else if (letter == (byte)'\\') isEscaped = true;
            else if (letter == (byte)'"') inString = false;
            return;
        }

        switch (letter)
        {
            case (byte)'"':
                inString = true;
                break;
            case (byte)'{' or (byte)'[':
                depth++;
                break;
            case (byte)'}' or (byte)']':
                depth--;
                IsWhole |= depth == 0;
                break;
        }
    }
}
