using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Hosting.Fuzzing;

/// <summary>Changes valid inputs in the ways that parsers get wrong. The same seed gives the same inputs.</summary>
internal sealed class Mutator(Random random)
{
    /// <summary>Stands for a replaced value, because some values cannot be written by a JSON writer.</summary>
    private const string Placeholder = "replaced-value";

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "/", "=", ";", "&", "%", "+", "-", ".", "%00", "%ff", "%u0041", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\\\ud800", "null", "true", "{}", "[]", "\"\"",
        "0", "-0", "-1", "1e999", "1e-999", "0.1", "2147483648", "9223372036854775808", "99999999999999999999999999999", "NaN", "Infinity", "1970-01-01", "9999-12-31T23:59:59.9999999+14:00",
        "Bearer ", "Basic ", "jinf_", "eyJ", "..", "../", "usr_", "ten_00000000000000000000000000000000", "\u00e9", "\u20ac", "\ud83d\ude00", "\u2028", "\ufeff", "\u0130", " ", "\t",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e999", "99999999999999999999999999999", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "{}", "[]", "[null]", "[[]]",
        "{\"\":null}", "{\"a\":{\"a\":{}}}", "{\"\\ud800\":1}", "\"{\\\"a\\\":\\\"\\\\ud800\\\"}\"", "\"{\\\"\\\\ud800\\\":1}\"", "[{}]", "\"9999-12-31T23:59:59Z\"",
    ];

    public T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>True once in <paramref name="count"/> calls.</summary>
    public bool OneIn(int count) => random.Next(count) == 0;

    /// <summary>A text with one to four changes: characters replaced, removed, repeated, moved or inserted.</summary>
    public string Text(string seed)
    {
        var text = new StringBuilder(seed);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var count = Math.Min(text.Length - at, random.Next(1, 12));
            switch (random.Next(7))
            {
                case 0 when at < text.Length: text[at] = (char)random.Next(0x20, 0x7F); break;
                case 1: text.Remove(at, count); break;
                case 2: text.Insert(random.Next(text.Length + 1), text.ToString(at, count)); break;
                case 3: text.Length = at; break;
                case 4 when OneIn(50): text.Insert(at, string.Concat(Enumerable.Repeat(Pick(Fragments), random.Next(200, 4000)))); break;
                case 5 when at < text.Length: text[at] = (char)random.Next(0xA0, 0xD800); break;
                default: text.Insert(at, Pick(Fragments)); break;
            }
        }

        return text.ToString();
    }

    /// <summary>A header value that the web server would accept: no control characters.</summary>
    public string Header(string seed) => string.Concat(Text(seed).Where(static character => !char.IsControl(character)));

    /// <summary>JSON with one value replaced by one of another kind; one in three also with changed bytes, so that it may be invalid.</summary>
    public byte[] Json(string seed)
    {
        var text = OneIn(3) ? seed : Replace(seed);
        if (OneIn(3)) text = Text(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0 && OneIn(10)) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    /// <summary>A JSON Web Token with a changed header, payload or signature.</summary>
    public string Token(string seed)
    {
        if (OneIn(3)) return Header(seed);
        var parts = seed.Split('.');
        var part = random.Next(2);
        parts[part] = Base64Url.EncodeToString(Json(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[part]))));
        return string.Join('.', parts);
    }

    private string Replace(string json)
    {
        var root = JsonNode.Parse(json)!;
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        var value = Pick(Values);
        var target = Pick(nodes);
        switch (target.Parent)
        {
            case JsonObject members: members[target.GetPropertyName()] = Placeholder; break;
            case JsonArray items: items[target.GetElementIndex()] = Placeholder; break;
            default: return value;
        }

        return root.ToJsonString().Replace($"\"{Placeholder}\"", value, StringComparison.Ordinal);
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null) return;
        nodes.Add(node);
        var children = node switch
        {
            JsonObject members => members.Select(static member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var child in children) Collect(child, nodes);
    }
}
