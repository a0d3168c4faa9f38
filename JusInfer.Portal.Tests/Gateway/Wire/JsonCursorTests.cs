using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

/// <summary>Compares the cursor with <see cref="Utf8JsonReader"/>: same tokens at the same offsets, and the same input rejected.</summary>
public sealed class JsonCursorTests
{
    private static readonly string[] Texts =
    [
        "", "a", "hello world", "\\n", "\\\"", "\\\\", "\\u00e4", "\\ud83d\\ude00", "ä", "😀", "tab\\tend\\\\", "\\/", "x\\u0000y", new string('l', 70) + "\\\"" + new string('m', 40),
    ];

    /// <summary>Characters that affect the structure or the validity of JSON.</summary>
    private static ReadOnlySpan<byte> SignificantCharacters => "{}[]\",:\\0-1etfnu \n"u8;

    private static readonly string[] Scalars = ["0", "-0", "1", "-17", "3.25", "1e9", "1E-3", "-0.5e+10", "12345678901234567890", "true", "false", "null"];

    public static TheoryData<string> Malformed =>
    [
        "", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "[1,]", "[,1]", "[1 2]", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{a:1}", "{'a':1}",
        "\"", "\"\\\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "\"a\nb\"", "\"a\tb\"", "01", "+1", "-", "1.", ".5", "1e", "1e+", "--1", "0x1", "1a", "tru", "truee", "nul", "nulll", "True", "NaN", "Infinity",
        "{} {}", "1 2", "[]]", "{}}", "[1]x", "//c\n1", "/* */1", "{\"a\":1}//", "\u00a01", "{\"a\":undefined}", "[\"a\",\"b\"", "{\"a\":[}", "{\"a\":{\"b\":1}", "\"\\", "{\"\\", "{\"a\":tr",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Invalid_JSON_is_rejected(string text) => ShouldAgree(text).ShouldBeFalse();

    [Fact]
    public void Random_documents_are_read_like_Utf8JsonReader_reads_them()
    {
        var random = new Random(20261120);
        for (var i = 0; i < 2_000; i++) ShouldAgree(Document(random)).ShouldBeTrue();
    }

    [Fact]
    public void Random_documents_with_a_changed_byte_are_read_or_rejected_like_Utf8JsonReader_does()
    {
        var random = new Random(20261121);
        var (read, rejected) = (0, 0);
        for (var i = 0; i < 6_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Document(random)).ToList();
            var at = random.Next(bytes.Count);
            var character = random.Next(3) == 0 ? (byte)random.Next(256) : SignificantCharacters[random.Next(SignificantCharacters.Length)];
            if (random.Next(3) == 0) bytes[at] = character;
            else if (random.Next(2) == 0) bytes.RemoveAt(at);
            else bytes.Insert(at, character);
            if (ShouldAgree([.. bytes])) read++;
            else rejected++;
        }

        read.ShouldBeGreaterThan(500);
        rejected.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Every_truncated_document_is_rejected()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"model":"a","n":[1.5e3,true,{"x":"\u00e4\n\"","y":null}],"s":" {}[] "}""");
        for (var length = 0; length < bytes.Length; length++) ShouldAgree(bytes[..length]).ShouldBeFalse();
        ShouldAgree(bytes).ShouldBeTrue();
    }

    [Fact]
    public void Nesting_is_limited_to_128_levels()
    {
        ShouldAgree(new string('[', 128) + new string(']', 128)).ShouldBeTrue();
        ShouldAgree(new string('[', 129) + new string(']', 129)).ShouldBeFalse();
        ShouldAgree(new string('[', 100_000)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{\"a\":{\"b\":[1,{\"c\":\"}\"}]},\"d\":2}", 2)]
    [InlineData("{\"a\":\"x\",\"d\":2}", 2)]
    [InlineData("{\"a\":[],\"d\":2}", 2)]
    public void Skip_advances_to_the_end_of_the_value(string text, int after)
    {
        var json = new JsonCursor(Encoding.UTF8.GetBytes(text));
        json.Read();
        json.Read();
        json.ValueTextEquals("a"u8).ShouldBeTrue();

        json.Skip();

        json.Read().ShouldBeTrue();
        json.ValueTextEquals("d"u8).ShouldBeTrue();
        json.Read();
        json.TryGetInt64(out var value).ShouldBeTrue();
        value.ShouldBe(after);
    }

    [Fact]
    public void An_escaped_property_name_equals_the_unescaped_one()
    {
        var json = new JsonCursor("{\"m\\u006fdel\" : \"x\"}"u8);
        json.Read();
        json.Read();

        json.ValueTextEquals("model"u8).ShouldBeTrue();
        json.GetString().ShouldBe("model");
    }

    [Theory]
    [InlineData("toolu_1", "toolu_1", true)]
    [InlineData("toolu_1", "tool\\u0075_1", true)]
    [InlineData("\u00e4\U0001F600", "\\u00E4\\ud83d\\uDE00", true)]
    [InlineData("toolu_1", "toolu_2", false)]
    public void Equal_texts_have_equal_hash_codes_however_they_are_escaped(string first, string second, bool areEqual)
    {
        var json = new JsonCursor(Encoding.UTF8.GetBytes($"[\"{first}\",\"{second}\"]"));
        json.Read();
        json.Read();
        var hash = json.TextHash();
        json.Read();

        (json.TextHash() == hash).ShouldBe(areEqual);
    }

    private static string Document(Random random)
    {
        var json = new StringBuilder();
        Write(json, random, 0);
        return json.ToString();
    }

    private static void Write(StringBuilder json, Random random, int depth)
    {
        Space(json, random);
        switch (random.Next(depth > 5 ? 4 : 8))
        {
            case 0 or 1:
                json.Append(Scalars[random.Next(Scalars.Length)]);
                break;
            case 2 or 3:
                json.Append('"').Append(Texts[random.Next(Texts.Length)]).Append('"');
                break;
            case 4 or 5:
                json.Append('[');
                WriteAll(json, random, depth, static (_, _) => { });
                json.Append(']');
                break;
            default:
                json.Append('{');
                WriteAll(json, random, depth, static (json, random) => json.Append('"').Append(Texts[random.Next(Texts.Length)]).Append("\" :"));
                json.Append('}');
                break;
        }

        Space(json, random);
    }

    private static void WriteAll(StringBuilder json, Random random, int depth, Action<StringBuilder, Random> name)
    {
        var count = random.Next(5);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) json.Append(',');
            Space(json, random);
            name(json, random);
            Write(json, random, depth + 1);
        }
    }

    private static void Space(StringBuilder json, Random random) => json.Append(random.Next(6) switch { 0 => " ", 1 => "\r\n\t", _ => "" });

    private static bool ShouldAgree(string text) => ShouldAgree(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads the bytes with both readers and compares the tokens.</summary>
    /// <returns>Whether both accepted the bytes.</returns>
    private static bool ShouldAgree(byte[] bytes)
    {
        var expected = ReaderTokens(bytes);
        var actual = CursorTokens(bytes);
        actual.ShouldBe(expected, $"for {Encoding.UTF8.GetString(bytes)}");
        return expected is not null;
    }

    private static string? ReaderTokens(byte[] bytes)
    {
        var tokens = new StringBuilder();
        var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (json.Read()) tokens.Append(json.TokenType).Append(' ').Append(json.TokenStartIndex).Append(' ').Append(json.CurrentDepth).Append(Convert.ToHexString(json.ValueSpan)).AppendLine();
            return tokens.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? CursorTokens(byte[] bytes)
    {
        var tokens = new StringBuilder();
        var json = new JsonCursor(bytes);
        try
        {
            while (json.Read())
            {
                var value = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.EndObject or JsonTokenType.EndArray ? bytes.AsSpan(json.TokenStartIndex, 1) : json.ValueSpan;
                var depth = json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? json.CurrentDepth - 1 : json.CurrentDepth;
                tokens.Append(json.TokenType).Append(' ').Append(json.TokenStartIndex).Append(' ').Append(depth).Append(Convert.ToHexString(value)).AppendLine();
            }

            return tokens.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
