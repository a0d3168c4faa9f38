using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Discovery;

/// <summary>
/// <c>GET /v1beta/models</c>, in pages, and <c>GET /v1beta/models/{model}</c> (ai.google.dev/api/models): the models that can answer, with
/// automatic routing first.
/// </summary>
internal sealed class GeminiModels(CatalogSource source)
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1000;

    private volatile Listing? latest;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(GeminiPaths.Models, (HttpRequest request) => Page(request.Query));
        endpoints.MapGet(GeminiPaths.Model, Find);
    }

    /// <summary>Listed once per catalog.</summary>
    private ImmutableArray<GeminiModel> List()
    {
        var catalog = source.Current;
        if (latest is not { } known || !ReferenceEquals(known.Catalog, catalog)) latest = known = new Listing(catalog, List(catalog));
        return known.Models;
    }

    private static ImmutableArray<GeminiModel> List(CatalogSnapshot catalog)
    {
        GeminiModel[] answering =
            [.. catalog.Models.Where(static model => !model.UsableEndpoints.IsEmpty && !model.Has(Capabilities.Embeddings)).Select(GeminiModel.From)];
        var auto = new GeminiModel(
            catalog.Auto.Id,
            answering.Select(static model => model.ContextWindow).DefaultIfEmpty(0).Max(),
            answering.Select(static model => model.MaxOutputTokens).DefaultIfEmpty(0).Max(),
            answering.Any(static model => model.Thinks));
        return [auto, .. answering];
    }

    private IResult Page(IQueryCollection query)
    {
        var models = List();
        if (Number(query, "pageSize", DefaultPageSize) is not (>= 1 and var size))
            return new ErrorResult(GatewayError.InvalidRequest("The parameter 'pageSize' must be a whole number above zero.", "pageSize"));
        if (Number(query, "pageToken", 0) is not { } start || start > models.Length)
            return new ErrorResult(GatewayError.InvalidRequest("The parameter 'pageToken' must be the 'nextPageToken' of another page.", "pageToken"));
        var end = Math.Min(models.Length, start + Math.Min(size, MaxPageSize));
        return Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("models");
            foreach (var model in models.AsSpan()[start..end]) model.Write(writer);
            writer.WriteEndArray();
            if (end < models.Length) writer.WriteString("nextPageToken", end.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        });
    }

    private IResult Find(HttpRequest request)
    {
        var name = GeminiPaths.ModelOf(request);
        if (GeminiPaths.HasMethod(name))
        {
            request.HttpContext.Response.Headers.Allow = HttpMethods.Post;
            return new ErrorResult(
                new GatewayError(StatusCodes.Status405MethodNotAllowed, ErrorCodes.InvalidRequest, $"{request.Path} supports POST, not GET."));
        }

        var catalog = source.Current;
        return catalog.Resolve(name) switch
        {
            ModelResolution.Pinned pinned => Entry(pinned.Model.Id) ?? new ErrorResult(RouteErrors.NotListed(pinned.Model)),
            ModelResolution.Unknown unknown => new ErrorResult(RouteErrors.UnknownModel(name, unknown.Nearest)),
            _ => Entry(catalog.Auto.Id)!,
        };
    }

    private IResult? Entry(string id) => List().FirstOrDefault(model => model.Id == id) is { } found ? Json(found.Write) : null;

    /// <summary>A whole number in the query; null if the parameter is not one.</summary>
    private static int? Number(IQueryCollection query, string name, int absent) =>
        (string?)query[name] is not { Length: > 0 } text ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    private static IResult Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return Results.Bytes(buffer.ToArray(), "application/json");
    }

    private sealed record Listing(CatalogSnapshot Catalog, ImmutableArray<GeminiModel> Models);
}
