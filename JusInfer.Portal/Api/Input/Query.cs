using System.Globalization;
using System.Reflection;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Api.Input;

/// <summary>
/// A query string as it came: parameters are asked for by name, and all that is wrong with them is noted in <see cref="Faults"/>.
/// </summary>
internal sealed class Query : IBindableFromHttpContext<Query>
{
    private readonly Dictionary<string, Field> fields;
    private readonly IQueryCollection query;

    public Query(QueryShape shape, IQueryCollection query)
    {
        this.query = query;
        fields = shape.Fields.ToDictionary(static field => field.Name, StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (!fields.ContainsKey(name))
                Faults.Add(name, $"There is no such parameter here; this call takes {string.Join(", ", fields.Keys)}.");
            else if (values.Count > 1) Faults.AddUnreadable(name, $"{name} is there {values.Count} times; give it once.");
        }
    }

    public Faults Faults { get; } = new();

    public static ValueTask<Query?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(
        context.GetEndpoint()?.Metadata.GetMetadata<QueryShape>() is { } shape ? new Query(shape, context.Request.Query) : null);

    /// <summary>Null where absent or empty.</summary>
    public string? Text(string field) => query[field] is [{ Length: > 0 } text, ..] ? text : null;

    public int? Whole(string field, int least, int most)
    {
        if (Text(field) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole >= least && whole <= most)
            return whole;
        Faults.Add(field, $"{field} must be a whole number from {least} to {most}.");
        return null;
    }

    public DateTimeOffset? Time(string field)
    {
        if (Text(field) is not { } text) return null;
        if (Times.Parse(text) is { } time) return time;
        Faults.Add(field, $"{field} must be {fields[field].Wanted} (a + in a URL is written %2B), or a day such as 2026-11-20.");
        return null;
    }

    public Id<TKind>? Id<TKind>(string field)
        where TKind : IIdKind
    {
        if (Text(field) is not { } text) return null;
        if (Primitives.Id<TKind>.TryParse(text, out var id)) return id;
        Faults.Add(field, $"{field} must be an id that begins with {TKind.Prefix}.");
        return null;
    }
}
