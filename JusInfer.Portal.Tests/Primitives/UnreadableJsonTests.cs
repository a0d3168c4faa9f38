using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.Primitives;

/// <summary>Exceptions caused by unreadable JSON are distinguished from bugs, although both can have the same type.</summary>
public sealed class UnreadableJsonTests
{
    private static readonly Dictionary<string, Action> Unreadable = new()
    {
        ["no JSON"] = static () => JsonDocument.Parse("{").Dispose(),
        ["half a surrogate pair"] = static () => JsonElement.Parse("\"\\ud83d\"").GetString(),
        ["half a surrogate pair for a name"] = static () => JsonElement.Parse("{\"\\ud83d\":1}").EnumerateObject().First().NameEquals("name"),
        ["half a surrogate pair, token by token"] = static () => AtFirst("\"\\ud83d\"").GetString(),
        ["bytes that are no text"] = static () => AtFirst("\"\u00ff\"", Encoding.Latin1).GetString(),
        ["a number for a text"] = static () => JsonElement.Parse("1").GetString(),
        ["a list for an object"] = static () => JsonElement.Parse("[]").TryGetProperty("name", out _),
    };

    private static readonly Dictionary<string, Action> Bugs = new()
    {
        ["a sequence without elements"] = static () => _ = Array.Empty<int>().First(),
        ["no value where there must be one"] = static () => _ = Array.Empty<int?>().FirstOrDefault()!.Value,
        ["a case that was not thought of"] = static () => throw new InvalidOperationException("A message holds no such part."),
        ["a document that was given back"] = static () =>
        {
            var document = JsonDocument.Parse("{}");
            document.Dispose();
            document.RootElement.TryGetProperty("name", out _);
        },
    };

    public static TheoryData<string> OfJson => [.. Unreadable.Keys];

    public static TheoryData<string> OfOurs => [.. Bugs.Keys];

    [Theory]
    [MemberData(nameof(OfJson))]
    public void An_exception_that_the_json_caused_is_recognized(string what) => UnreadableJson.Caused(Should.Throw<Exception>(Unreadable[what])).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(OfOurs))]
    public void An_exception_of_a_bug_is_not(string what) => UnreadableJson.Caused(Should.Throw<Exception>(Bugs[what])).ShouldBeFalse();

    private static Utf8JsonReader AtFirst(string json, Encoding? encoding = null)
    {
        var reader = new Utf8JsonReader((encoding ?? Encoding.UTF8).GetBytes(json));
        reader.Read();
        return reader;
    }
}
