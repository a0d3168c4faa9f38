using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>A value in a caller's body and where it stands: reads it as what it must be, or says by its JSON path what it is not.</summary>
/// <param name="Json">The value; never undefined.</param>
/// <param name="Path">For example <c>messages[3].content[1].type</c>; empty of the body itself.</param>
internal readonly record struct BodyValue(JsonElement Json, string Path)
{
    public JsonValueKind Kind => Json.ValueKind;

    public bool IsString => Kind == JsonValueKind.String;

    public bool IsObject => Kind == JsonValueKind.Object;

    public bool IsArray => Kind == JsonValueKind.Array;

    /// <summary>A property of an object; absent where there is none or it is null.</summary>
    public BodyValue? Find(string name) =>
        Object().Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new BodyValue(value, PathOf(name))
            : null;

    /// <param name="name">The property.</param>
    /// <param name="advice">What to put there, as the end of a sentence.</param>
    public BodyValue Need(string name, string advice) =>
        Find(name) ?? throw new RequestFault($"'{PathOf(name)}' is missing: {advice}.", PathOf(name));

    public BodyValue Object() => IsObject ? this : throw Fault("must be an object");

    public ImmutableArray<BodyValue> Items()
    {
        if (!IsArray) throw Fault("must be an array");
        var items = ImmutableArray.CreateBuilder<BodyValue>(Json.GetArrayLength());
        foreach (var item in Json.EnumerateArray()) items.Add(new BodyValue(item, $"{Path}[{items.Count}]"));
        return items.MoveToImmutable();
    }

    public JsonText Text() => IsString ? JsonText.Of(Json) : throw Fault("must be a string");

    /// <summary>The text decoded: for names and ids, not for prompts.</summary>
    public string String()
    {
        return Text().TryDecode(out var text) ? text : throw Fault("holds half a surrogate pair, which is no text");
    }

    public JsonElement Number() => Kind == JsonValueKind.Number ? Json : throw Fault("must be a number");

    public int Count() => Kind == JsonValueKind.Number && Json.TryGetInt64(out var count) && count >= 0
        ? (int)Math.Min(count, int.MaxValue)
        : throw Fault("must be a whole number, zero or more");

    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault("must be true or false"),
    };

    /// <param name="wrong">What is wrong with the value, to follow its path in a sentence.</param>
    public RequestFault Fault(string wrong) => new($"'{Path}' {wrong}.", Path);

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
