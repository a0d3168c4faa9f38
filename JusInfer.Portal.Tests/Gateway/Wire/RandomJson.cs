using System.Text;

namespace JusInfer.Portal.Tests.Gateway.Wire;

/// <summary>
/// Generates JSON documents as bytes, weighted towards what a reader can get wrong: texts whose length and escapes cross the boundaries of
/// a block of 32 bytes, half surrogate pairs, bytes that are not UTF-8, numbers at the ends of their ranges, deep nesting.
/// </summary>
internal sealed class RandomJson(Random random)
{
    private static readonly byte[][] Scalars =
    [
        .. new[]
        {
            "true", "false", "null", "0", "-0", "1", "-17", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            "12345678901234567890123456789", "0.1", "3.25", "-0.5e+10", "1e9", "1E-3", "1e308", "1e309", "-1e-400", "1.0000000000000000000000000001", "5e-324", "100e-2",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly byte[][] Escapes =
    [
        .. new[] { "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u001f", "\\u0041", "\\u00e4", "\\uFFFF", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\ud83dx" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    private static readonly byte[][] Characters = [[0x7F], [0xC3, 0xA4], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xC3], [0xFF], [0xED, 0xA0, 0x80]];

    /// <summary>Bytes with a meaning in JSON, for mutations.</summary>
    private static ReadOnlySpan<byte> Syntax => "{}[]\",:\\/0123456789-+.eEtrufalsn \t\r\n\0"u8;

    private readonly List<byte> json = new(4096);

    /// <summary>A valid document; about one in fifty is nested up to three levels beyond the readers' limit, and then invalid.</summary>
    public byte[] Document()
    {
        json.Clear();
        if (random.Next(50) == 0) WriteNested(random.Next(1, 132));
        else WriteValue(depth: 0);
        WriteSpace();
        return [.. json];
    }

    /// <summary>A document with one to three changes: a byte replaced, removed or inserted, a part repeated, or the end cut off.</summary>
    public byte[] Mutation()
    {
        json.Clear();
        json.AddRange(Document());
        for (var changes = random.Next(1, 4); changes > 0 && json.Count > 0; changes--)
        {
            var at = random.Next(json.Count);
            switch (random.Next(5))
            {
                case 0: json[at] = AnyByte(); break;
                case 1: json.RemoveAt(at); break;
                case 2: json.Insert(at, AnyByte()); break;
                case 3: json.InsertRange(random.Next(json.Count), json.GetRange(at, Math.Min(json.Count - at, random.Next(1, 8)))); break;
                default: json.RemoveRange(at, json.Count - at); break;
            }
        }

        return [.. json];
    }

    /// <summary>A few tokens in any order.</summary>
    public byte[] Tokens()
    {
        json.Clear();
        for (var count = random.Next(1, 10); count > 0; count--)
        {
            switch (random.Next(6))
            {
                case 0: WriteText(); break;
                case 1: json.AddRange(Pick(Scalars)); break;
                default: json.Add(AnyByte()); break;
            }
        }

        return [.. json];
    }

    private void WriteNested(int depth)
    {
        var objects = random.Next(3) == 0;
        for (var level = 0; level < depth; level++) json.AddRange(objects ? "{\"a\":"u8 : "["u8);
        json.AddRange(Pick(Scalars));
        for (var level = 0; level < depth; level++) json.Add(objects ? (byte)'}' : (byte)']');
    }

    private void WriteValue(int depth)
    {
        WriteSpace();
        switch (random.Next(depth > 4 ? 3 : 6))
        {
            case 0: json.AddRange(Pick(Scalars)); break;
            case 1: WriteNumber(); break;
            case 2: WriteText(); break;
            case 3: WriteMembers('[', ']', depth, named: false); break;
            default: WriteMembers('{', '}', depth, named: true); break;
        }

        WriteSpace();
    }

    private void WriteMembers(char open, char close, int depth, bool named)
    {
        json.Add((byte)open);
        for (var (count, i) = (random.Next(5), 0); i < count; i++)
        {
            if (i > 0) json.Add((byte)',');
            if (named)
            {
                WriteSpace();
                WriteText();
                WriteSpace();
                json.Add((byte)':');
            }

            WriteValue(depth + 1);
        }

        json.Add((byte)close);
    }

    private void WriteNumber()
    {
        if (random.Next(3) == 0) json.Add((byte)'-');
        json.Add((byte)('1' + random.Next(9)));
        WriteDigits(random.Next(22));
        if (random.Next(3) == 0)
        {
            json.Add((byte)'.');
            WriteDigits(random.Next(1, 22));
        }

        if (random.Next(3) > 0) return;
        json.Add(random.Next(2) == 0 ? (byte)'e' : (byte)'E');
        if (random.Next(2) == 0) json.Add(random.Next(2) == 0 ? (byte)'+' : (byte)'-');
        WriteDigits(random.Next(1, 4));
    }

    private void WriteDigits(int count)
    {
        for (; count > 0; count--) json.Add((byte)('0' + random.Next(10)));
    }

    private void WriteText()
    {
        json.Add((byte)'"');
        for (var parts = random.Next(4); parts > 0; parts--)
        {
            for (var plain = random.Next(4) == 0 ? random.Next(70) : random.Next(8); plain > 0; plain--) json.Add((byte)('a' + random.Next(26)));
            if (random.Next(2) == 0) json.AddRange(Pick(Escapes));
            else if (random.Next(4) == 0) json.AddRange(Pick(Characters));
        }

        json.Add((byte)'"');
    }

    private void WriteSpace()
    {
        while (random.Next(6) == 0) json.Add(" \t\r\n"u8[random.Next(4)]);
    }

    private byte AnyByte() => random.Next(4) == 0 ? (byte)random.Next(256) : Syntax[random.Next(Syntax.Length)];

    private byte[] Pick(byte[][] choices) => choices[random.Next(choices.Length)];
}
