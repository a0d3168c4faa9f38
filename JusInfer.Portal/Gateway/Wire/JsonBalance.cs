namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Whether the text of a JSON value is whole yet, told from its pieces as they come. The pieces are escaped a second time, as text in a
/// JSON string: a quote of the object reads <c>\"</c>, a backslash in one of its strings <c>\\</c>.
/// </summary>
internal struct JsonBalance
{
    /// <summary>Stands for every letter that means nothing to the shape of JSON.</summary>
    private const byte Other = (byte)' ';

    private int depth;
    private bool inString;
    private bool isEscaped;
    private bool afterBackslash;
    private int hexDigits;
    private int code;

    /// <summary>An object or an array has been closed.</summary>
    public bool IsWhole { get; private set; }

    public void Add(ReadOnlySpan<byte> escaped)
    {
        foreach (var next in escaped)
        {
            if (hexDigits > 0)
            {
                code = (code << 4) | HexValue(next);
                if (--hexDigits == 0) Take(code < 0x80 ? (byte)code : Other);
            }
            else if (afterBackslash)
            {
                afterBackslash = false;
                if (next == (byte)'u') (hexDigits, code) = (4, 0);
                else Take(next is (byte)'"' or (byte)'\\' ? next : Other);
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

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

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
