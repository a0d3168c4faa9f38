namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Detects the end of a JSON object or array that arrives in fragments, by counting brackets. The fragments are the contents of JSON
/// strings and therefore escaped once more: a quote of the object is <c>\"</c>, a backslash in one of its strings <c>\\</c>.
/// </summary>
internal struct JsonBalance
{
    /// <summary>Replaces every character that does not affect the JSON structure.</summary>
    private const byte Other = (byte)' ';

    private int depth;
    private bool inString;
    private bool isEscaped;
    private bool afterBackslash;
    private int hexDigits;
    private int code;

    /// <summary>The outermost object or array is closed.</summary>
    public bool IsComplete { get; private set; }

    /// <param name="escaped">The next fragment; it may end within an escape sequence.</param>
    public void Add(ReadOnlySpan<byte> escaped)
    {
        foreach (var next in escaped)
        {
            if (hexDigits > 0)
            {
                code = (code << 4) | HexValue(next);
                if (--hexDigits == 0) ReadCharacter(code < 0x80 ? (byte)code : Other);
            }
            else if (afterBackslash)
            {
                afterBackslash = false;
                if (next == (byte)'u') (hexDigits, code) = (4, 0);
                else ReadCharacter(next is (byte)'"' or (byte)'\\' ? next : Other);
            }
            else if (next == (byte)'\\')
            {
                afterBackslash = true;
            }
            else
            {
                ReadCharacter(next);
            }
        }
    }

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private void ReadCharacter(byte character)
    {
        if (inString)
        {
            if (isEscaped) isEscaped = false;
            else if (character == (byte)'\\') isEscaped = true;
            else if (character == (byte)'"') inString = false;
            return;
        }

        switch (character)
        {
            case (byte)'"':
                inString = true;
                break;
            case (byte)'{' or (byte)'[':
                depth++;
                break;
            case (byte)'}' or (byte)']':
                depth--;
                IsComplete |= depth == 0;
                break;
        }
    }
}
