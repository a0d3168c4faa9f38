using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace JusInfer.Portal.Audit;

/// <summary>The JSON in entries and their details.</summary>
internal static class AuditText
{
    public static string OfChanges(IEnumerable<AuditChange> changes) =>
        JsonSerializer.Serialize(changes.Where(static change => !change.IsPersonal).Select(ToValues).ToArray(), AuditJson.Default.StringArrayArray);

    public static string OfDetails(AuditCaller caller, IEnumerable<AuditChange> changes) => JsonSerializer.Serialize(
        new DetailsText(caller.Address, caller.Device, [.. changes.Where(static change => change.IsPersonal).Select(ToValues)]), AuditJson.Default.DetailsText);

    /// <summary>The entry in the form for people. Text that is not JSON, because someone changed it in the database, is left out.</summary>
    public static AuditLine ToLine(StoredAuditEntry stored)
    {
        var details = stored.Details is { Text: var text } ? Read(text, AuditJson.Default.DetailsText) : null;
        return new AuditLine
        {
            Entry = stored.Entry,
            Changes = [.. ChangesIn(Read(stored.Entry.Changes, AuditJson.Default.StringArrayArray)), .. ChangesIn(details?.Changes).Select(static change => change with { IsPersonal = true })],
            Address = details?.Address,
            Device = details?.Device,
            IsErased = stored.Details is null,
        };
    }

    private static string?[] ToValues(AuditChange change) => [change.Field, change.Before, change.After];

    private static ImmutableArray<AuditChange> ChangesIn(string?[][]? values) =>
        [.. (values ?? []).Where(static change => change is [not null, _, _]).Select(static change => new AuditChange(change[0]!, change[1], change[2]))];

    private static T? Read<T>(string text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Address">The IP address of the client.</param>
/// <param name="Device">The client's <c>User-Agent</c>.</param>
/// <param name="Changes">The changed names.</param>
internal sealed record DetailsText(string? Address, string? Device, string?[][] Changes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(string?[][]))]
[JsonSerializable(typeof(string?[]))]
[JsonSerializable(typeof(DetailsText))]
internal sealed partial class AuditJson : JsonSerializerContext;
