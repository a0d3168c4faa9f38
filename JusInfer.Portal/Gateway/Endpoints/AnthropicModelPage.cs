using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// One page of the model list in Anthropic's format (platform.claude.com/docs/en/api/models/list): <c>limit</c> entries after
/// <c>after_id</c>, or the last ones before <c>before_id</c>.
/// </summary>
internal static class AnthropicModelPage
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 1000;

    public static IResult Create(ImmutableArray<ListedModel> models, IQueryCollection query)
    {
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var limitText)
            && !(int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return new ErrorResult(
                GatewayError.InvalidRequest($"The parameter 'limit' must be a whole number from 1 to {MaxLimit}.", "limit"));
        if (!TryFind(models, query, "after_id", out var after)) return NoSuchModel("after_id");
        if (!TryFind(models, query, "before_id", out var before)) return NoSuchModel("before_id");

        var (start, end) = (after + 1 ?? 0, before ?? models.Length);
        var available = Math.Max(0, end - start);
        var count = Math.Min(limit, available);
        var page = models.AsSpan(before is null ? start : end - count, count);
        return Results.Bytes(Render(page, hasMore: count < available), "application/json");
    }

    /// <summary>Finds the index of the model that a parameter names; null if the parameter is absent.</summary>
    private static bool TryFind(ImmutableArray<ListedModel> models, IQueryCollection query, string parameter, out int? index)
    {
        index = null;
        if ((string?)query[parameter] is not { Length: > 0 } id) return true;
        for (var i = 0; i < models.Length; i++)
        {
            if (string.Equals(models[i].Id, id, StringComparison.OrdinalIgnoreCase)) index = i;
        }

        return index is not null;
    }

    private static ErrorResult NoSuchModel(string parameter) =>
        new(GatewayError.InvalidRequest(
            $"The parameter '{parameter}' is not the id of a model in this list. Pass the 'first_id' or 'last_id' of another page, or "
            + "leave it out.",
            parameter));

    private static byte[] Render(ReadOnlySpan<ListedModel> page, bool hasMore)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data");
            foreach (var model in page) writer.WriteRawValue(model.Anthropic);
            writer.WriteEndArray();
            writer.WriteBoolean("has_more", hasMore);
            writer.WriteString("first_id", page is [var first, ..] ? first.Id : null);
            writer.WriteString("last_id", page is [.., var last] ? last.Id : null);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
