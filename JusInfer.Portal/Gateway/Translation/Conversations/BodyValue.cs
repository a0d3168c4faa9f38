using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// A JSON value of a request body with its path. Reads the value as the expected type, or throws a <see cref="RequestFault"/> with the path.
/// </summary>
/// <param name="Json">The value; never undefined.</param>
/// <param name="Path">The JSON path, for example <c>messages[3].content[1].type</c>; empty for the body itself.</param>
internal readonly record struct BodyValue(JsonElement Json, string Path)
{
    private const int MaxQuoteLength = 40;

    public JsonValueKind Kind => Json.ValueKind;

    public bool IsString => Kind == JsonValueKind.String;

    public bool IsObject => Kind == JsonValueKind.Object;

    public bool IsArray => Kind == JsonValueKind.Array;

    /// <summary>The value of a property; null if the property is missing or null.</summary>
    public BodyValue? Find(string name) =>
        Object().Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new BodyValue(value, PathOf(name))
            : null;

    /// <summary>The value of a required property.</summary>
    /// <param name="name">The name of the property.</param>
    /// <param name="advice">What to send, as the end of the error message.</param>
    public BodyValue Require(string name, string advice) =>
        Find(name) ?? throw new RequestFault($"'{PathOf(name)}' is missing: {advice}.", PathOf(name));

    public BodyValue Object() => IsObject ? this : throw Mismatch("an object");

    /// <summary>The object; null for an empty array, as which PHP writes an empty object (openai-php/client#262).</summary>
    public JsonElement? ObjectOrNone() => IsArray && Json.GetArrayLength() == 0 ? null : Object().Json;

    public ImmutableArray<BodyValue> Items()
    {
        if (!IsArray) throw Mismatch("an array");
        var items = ImmutableArray.CreateBuilder<BodyValue>(Json.GetArrayLength());
        foreach (var item in Json.EnumerateArray()) items.Add(new BodyValue(item, $"{Path}[{items.Count}]"));
        return items.MoveToImmutable();
    }

    public JsonText Text() => IsString ? JsonText.From(Json) : throw Mismatch("a string");

    /// <summary>The decoded string. For names and ids; prompts stay escaped.</summary>
    public string String()
    {
        return Text().TryDecode(out var text) ? text : throw Fault("contains an unpaired surrogate");
    }

    /// <summary>A name, such as that of a type, as an error quotes it.</summary>
    public string Quoted() => Quote(String());

    public static string Quote(string name) =>
        name.Length <= MaxQuoteLength ? $"'{name}'" : string.Concat("'", name.AsSpan(0, MaxQuoteLength), "…'");

    /// <summary>The base64 of media, in either alphabet.</summary>
    /// <param name="start">The offset of the data in the escaped string, after the head of a data URI.</param>
    public Base64Data Base64(int start = 0) =>
        Base64Data.TryRead(Text(), start, out var data, out _) ? data : throw Base64Fault(start);

    /// <summary>The error about media that are not base64.</summary>
    /// <param name="start">The offset of the data in the escaped string.</param>
    public RequestFault Base64Fault(int start)
    {
        Base64Data.TryRead(Text(), start, out _, out var fault);
        return Text().Escaped.Length == start
            ? Fault("has no data: send the content in base64")
            : Fault($"is not base64 at character {fault} of the data: send the content in base64, whole and not encoded in another way");
    }

    public JsonElement Number() => Kind == JsonValueKind.Number ? Json : throw Mismatch("a number");

    public int Count() => Kind == JsonValueKind.Number && Json.TryGetInt64(out var count) && count >= 0
        ? (int)Math.Min(count, int.MaxValue)
        : throw Mismatch("a whole number, zero or more");

    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Mismatch("true or false"),
    };

    /// <param name="problem">What is wrong with the value, as the end of a sentence that begins with the path.</param>
    public RequestFault Fault(string problem) => new($"'{Path}' {problem}.", Path);

    /// <summary>The value is of another kind than the expected one.</summary>
    /// <param name="expected">What is accepted, for example <c>an object</c>.</param>
    public RequestFault Mismatch(string expected) => Fault(Kind switch
    {
        JsonValueKind.Object => $"must be {expected}, not an object",
        JsonValueKind.Array => $"must be {expected}, not an array",
        JsonValueKind.String => $"must be {expected}, not a string",
        JsonValueKind.Number when expected.Contains("number", StringComparison.Ordinal) => $"must be {expected}",
        JsonValueKind.Number => $"must be {expected}, not a number",
        JsonValueKind.Null => $"must be {expected}, not null",
        _ => $"must be {expected}, not {(Kind == JsonValueKind.True ? "true" : "false")}",
    });

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
