using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Api.Input;

/// <summary>
/// A JSON body as it came: fields are asked for by name, and what cannot be read is noted in <see cref="Faults"/> and absent. Handlers pass
/// the faults on, so that they are named together with whatever else is wrong.
/// </summary>
internal sealed class Body : IBindableFromHttpContext<Body>
{
    private readonly Dictionary<string, Field> fields;
    private readonly JsonElement json;

    public Body(BodyShape shape, JsonElement json)
    {
        this.json = json;
        fields = shape.Fields.ToDictionary(static field => field.Name, StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject().Where(property => !fields.ContainsKey(property.Name)))
            Faults.Add(property.Name, $"There is no such field here; this call takes {string.Join(", ", fields.Keys)}.");
        foreach (var field in shape.Fields.Where(field => field.Required && Find(field.Name) is null))
            Faults.AddUnreadable(field.Name, $"{field.Name} is missing.");
    }

    /// <summary>A body that is none: nothing can be asked of it, and this answer is given.</summary>
    public Body(IResult refusal)
    {
        fields = [];
        Refusal = refusal;
    }

    public Faults Faults { get; } = new();

    public IResult? Refusal { get; }

    public static async ValueTask<Body?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BodyShape>() is { } shape ? await shape.ReadAsync(context) : null;

    /// <summary>Whether the field is there at all, be it null.</summary>
    public bool Has(string field) => json.TryGetProperty(field, out _);

    public string? Text(string field) => Find(field) is { } value ? TextOf(value) ?? Unreadable<string>(field) : null;

    public Secret Secret(string field) => new(Text(field) ?? "");

    public bool? Flag(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => Unreadable<bool?>(field),
    };

    public long? Whole(string field)
    {
        if (Find(field) is not { } value) return null;
        return value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : Unreadable<long?>(field);
    }

    public decimal? Money(string field)
    {
        if (Find(field) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var number)) return number;
        const NumberStyles plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        return decimal.TryParse(TextOf(value), plain, CultureInfo.InvariantCulture, out var parsed) ? parsed : Unreadable<decimal?>(field);
    }

    public DateTimeOffset? Time(string field)
    {
        if (Find(field) is not { } value) return null;
        return TextOf(value) is { } text && Times.Parse(text) is { } time ? time : Unreadable<DateTimeOffset?>(field);
    }

    public Id<TKind>? Id<TKind>(string field)
        where TKind : IIdKind
    {
        if (Text(field) is not { } text) return null;
        if (Primitives.Id<TKind>.TryParse(text, out var id)) return id;
        Faults.AddUnreadable(field, $"{field} must be an id that begins with {TKind.Prefix}.");
        return null;
    }

    /// <summary>Empty where absent.</summary>
    public ImmutableArray<string> Texts(string field)
    {
        if (Find(field) is not { } value) return [];
        if (value.ValueKind is not JsonValueKind.Array) return Unreadable<ImmutableArray<string>?>(field) ?? [];
        var texts = value.EnumerateArray().Select(TextOf).ToImmutableArray();
        return texts.Contains(null) ? Unreadable<ImmutableArray<string>?>(field) ?? [] : texts.CastArray<string>();
    }

    private JsonElement? Find(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private T? Unreadable<T>(string field)
    {
        Faults.AddUnreadable(field, $"{field} must be {fields[field].Wanted}.");
        return default;
    }

    /// <summary>Null for what is no string, and for one with half a surrogate pair in it.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return null;
        }
    }
}
