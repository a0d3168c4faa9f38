using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Reads JSON (RFC 8259) token by token over bytes that are all there. It accepts and refuses what <see cref="Utf8JsonReader"/> does and
/// answers to the same names; it is faster where a gateway spends its time, on long texts full of escapes, which that reader takes byte by
/// byte: a 60 KB agent request in three tenths of the time (51 to 15 µs; benchmarks/, RequestReading). Whether texts are valid UTF-8 is not
/// looked at.
/// </summary>
/// <remarks>
/// 1. <see cref="Read"/> finds the next token by what came before: names and values alternate in objects, commas part what follows the
/// first.
/// 2. <see cref="EndOfText"/> looks at a text 32 bytes at once and at each escape within them: a search anew behind every escape took 21
/// µs. Numbers and literals are checked in full.
/// 3. Which of the open containers are objects stands in the bits of one number, so depth is bounded by its width.
/// </remarks>
internal ref struct JsonCursor
{
    /// <summary>How much of a text is looked at at once. Bytes.</summary>
    private const int Block = 32;

    /// <summary>
    /// What ends a run of plain text in a string: its quote, an escape, or a control character that has no business there.
    /// </summary>
    private static readonly SearchValues<byte> TextBreaks = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(static code => (byte)code)]);

    private readonly ReadOnlySpan<byte> json;
    private UInt128 objects;
    private int depth;
    private int at;
    private int start;
    private bool escaped;

    public JsonCursor(ReadOnlySpan<byte> json) => this.json = json;

    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where the token begins.</summary>
    public readonly int TokenStartIndex => start;

    /// <summary>Where the token ends; of a name, where its value begins.</summary>
    public readonly int BytesConsumed => at;

    public readonly int CurrentDepth => depth;

    /// <summary>A name or text without its quotes, as it is escaped; a number or literal as it stands.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan =>
        TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? json[(start + 1)..TextEnd] : json[start..at];

    /// <summary>The end of the text of the token, its closing quote: of a name, <see cref="at"/> lies beyond it.</summary>
    private int TextEnd { readonly get; set; }

    /// <summary>Goes to the next token; false behind the last one.</summary>
    /// <exception cref="JsonException">The bytes are no JSON, or too deep; the place is told.</exception>
    public bool Read()
    {
        SkipSpace();
        if (depth == 0 && TokenType != JsonTokenType.None)
        {
            if (at < json.Length) Fail();
            return false;
        }

        var first = TokenType is JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray;
        if (TokenType == JsonTokenType.PropertyName || depth == 0)
        {
            ReadValue();
            return true;
        }

        var letter = Letter();
        if (letter == (InObject ? (byte)'}' : (byte)']'))
        {
            ReadClose();
            return true;
        }

        if (!first)
        {
            if (letter != (byte)',') Fail();
            at++;
            SkipSpace();
        }

        if (InObject) ReadName();
        else ReadValue();
        return true;
    }

    /// <summary>Goes to the end of the value at which the cursor stands, or of the one whose name it stands at.</summary>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName) Read();
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var outside = depth - 1;
        while (depth > outside) Read();
    }

    /// <summary>Whether the name or text is this one, however it is escaped.</summary>
    public readonly bool ValueTextEquals(ReadOnlySpan<byte> utf8) =>
        escaped ? Unescaping().ValueTextEquals(utf8) : ValueSpan.SequenceEqual(utf8);

    /// <summary>Equal for names and texts that are equal whatever their spelling in JSON; different ones nearly always differ.</summary>
    /// <exception cref="InvalidOperationException">The text holds half a surrogate pair, or bytes that are no UTF-8.</exception>
    public readonly int TextHash()
    {
        var hash = new HashCode();
        if (escaped) hash.AddBytes(Encoding.UTF8.GetBytes(GetString()!));
        else hash.AddBytes(ValueSpan);
        return hash.ToHashCode();
    }

    /// <exception cref="InvalidOperationException">The text holds half a surrogate pair, or bytes that are no UTF-8.</exception>
    public readonly string? GetString() => Unescaping().GetString();

    public readonly bool TryGetInt32(out int number) => Unescaping().TryGetInt32(out number);

    public readonly bool TryGetInt64(out long number) => Unescaping().TryGetInt64(out number);

    public readonly bool TryGetDouble(out double number) => Unescaping().TryGetDouble(out number);

    private readonly bool InObject => ((objects >> (depth - 1)) & 1) != 0;

    /// <summary>The framework's reader at this token: what it makes of a text or a number is what everyone expects.</summary>
    private readonly Utf8JsonReader Unescaping()
    {
        var end = TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? TextEnd + 1 : at;
        var reader = new Utf8JsonReader(json[start..end]);
        reader.Read();
        return reader;
    }

    private void ReadName()
    {
        if (Letter() != (byte)'"') Fail();
        start = at;
        TextEnd = EndOfText(at + 1);
        at = TextEnd + 1;
        SkipSpace();
        if (Letter() != (byte)':') Fail();
        at++;
        SkipSpace();
        TokenType = JsonTokenType.PropertyName;
    }

    private void ReadValue()
    {
        start = at;
        switch (Letter())
        {
            case (byte)'"':
                TextEnd = EndOfText(at + 1);
                at = TextEnd + 1;
                TokenType = JsonTokenType.String;
                break;
            case (byte)'{':
                Open(isObject: true);
                break;
            case (byte)'[':
                Open(isObject: false);
                break;
            case (byte)'t':
                ReadLiteral("true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                ReadLiteral("false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                ReadLiteral("null"u8, JsonTokenType.Null);
                break;
            default:
                at = EndOfNumber();
                TokenType = JsonTokenType.Number;
                break;
        }
    }

    private void Open(bool isObject)
    {
        if (depth == JsonDepth.Max)
        {
            var (line, column) = PlaceOf(at);
            throw new TooDeepException(JsonDepth.Max, line, column);
        }

        var bit = UInt128.One << depth;
        objects = isObject ? objects | bit : objects & ~bit;
        depth++;
        at++;
        TokenType = isObject ? JsonTokenType.StartObject : JsonTokenType.StartArray;
    }

    private void ReadClose()
    {
        TokenType = InObject ? JsonTokenType.EndObject : JsonTokenType.EndArray;
        start = at;
        at++;
        depth--;
    }

    private void ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenType type)
    {
        if (!json[at..].StartsWith(literal)) Fail();
        at += literal.Length;
        TokenType = type;
    }

    /// <summary>The place of the quote that ends a text.</summary>
    private int EndOfText(int from)
    {
        escaped = false;
        while (true)
        {
            var (breaks, seen) = Breaks(from);
            var past = seen;
            while (breaks != 0)
            {
                var place = BitOperations.TrailingZeroCount(breaks);
                if (json[from + place] == (byte)'"') return from + place;
                if (json[from + place] != (byte)'\\') FailAt(from + place);
                escaped = true;
                past = place + EscapeLength(from + place);
                breaks = past < Block ? breaks & (uint.MaxValue << past) : 0;
            }

            from += Math.Max(past, seen);
        }
    }

    /// <summary>
    /// What may end a run of plain text, a bit for each byte from a place on, and how many bytes that tells of; at the json's end, of the
    /// first alone.
    /// </summary>
    private readonly (uint Breaks, int Seen) Breaks(int from)
    {
        if (json.Length - from >= Block)
        {
            var bytes = Vector256.Create(json.Slice(from, Block));
            var breaks = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(bytes, Vector256.Create((byte)' '));
            return (breaks.ExtractMostSignificantBits(), Block);
        }

        var first = json[from..].IndexOfAny(TextBreaks);
        if (first < 0) FailAt(json.Length);
        return (1u << first, 0);
    }

    private readonly int EscapeLength(int from)
    {
        if (from + 1 >= json.Length) FailAt(json.Length);
        if (json[from + 1] is (byte)'n' or (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'r' or (byte)'t')
            return 2;
        if (json[from + 1] != (byte)'u') FailAt(from + 1);
        if (from + 6 > json.Length) FailAt(json.Length);
        for (var i = from + 2; i < from + 6; i++)
        {
            if (!char.IsAsciiHexDigit((char)json[i])) FailAt(i);
        }

        return 6;
    }

    private readonly int EndOfNumber()
    {
        var end = at;
        if (Peek(end) == '-') end++;
        if (Peek(end) == '0') end++;
        else end = Digits(end);
        if (Peek(end) == '.') end = Digits(end + 1);
        if (Peek(end) is 'e' or 'E')
        {
            end++;
            if (Peek(end) is '+' or '-') end++;
            end = Digits(end);
        }

        if (Peek(end) is not ('\0' or ',' or '}' or ']' or ' ' or '\t' or '\r' or '\n')) FailAt(end);
        return end;
    }

    private readonly int Digits(int from)
    {
        var end = from;
        while (char.IsAsciiDigit(Peek(end))) end++;
        if (end == from) FailAt(from);
        return end;
    }

    private readonly char Peek(int place) => place < json.Length ? (char)json[place] : '\0';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
    }

    private readonly byte Letter()
    {
        if (at >= json.Length) Fail();
        return json[at];
    }

    [DoesNotReturn]
    private readonly void Fail() => FailAt(at);

    [DoesNotReturn]
    private readonly void FailAt(int place)
    {
        var (line, column) = PlaceOf(place);
        throw new JsonException("The bytes are no JSON.", path: null, line, column);
    }

    private readonly (long Line, long Column) PlaceOf(int place)
    {
        var before = json[..place];
        return (before.Count((byte)'\n'), place - before.LastIndexOf((byte)'\n') - 1);
    }
}
