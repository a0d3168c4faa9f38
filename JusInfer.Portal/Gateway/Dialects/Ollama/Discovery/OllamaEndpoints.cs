using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;

/// <summary>
/// The endpoints that ask no model. Clients such as Visual Studio Code call those that list and describe models without a key.
/// </summary>
internal sealed class OllamaEndpoints(OllamaModels models, CatalogSource catalog, GatewayOptions options)
{
    /// <summary>The version of Ollama whose API this is. Some clients refuse older ones.</summary>
    private const string Version = "0.31.0";

    private const int MaxRequestBytes = 16 * 1024;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var discovery = endpoints.MapGroup("");
        if (options.AllowsAnonymousDiscovery) discovery.AllowAnonymous();
        discovery.MapGet(OllamaPaths.Version, static () => Json(static writer => WriteSingle(writer, "version", Version)));
        discovery.MapGet(OllamaPaths.Tags, () => Json(models.WriteList));
        discovery.MapGet(OllamaPaths.Running, static () => Json(WriteNoModels));
        discovery.MapPost(OllamaPaths.Show, (HttpRequest request) => ShowAsync(request, request.HttpContext.RequestAborted));
        endpoints.MapPost(OllamaPaths.Pull, (HttpRequest request) => PullAsync(request, request.HttpContext.RequestAborted));
    }

    private async Task<IResult> ShowAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(request, cancellationToken);
        return read.TryGet(out var named, out var error) ? Json(named.Model.WriteDescription) : new ErrorResult(error);
    }

    /// <summary>The catalog's models need no download, so the first status is the last.</summary>
    private async Task<IResult> PullAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(request, cancellationToken);
        if (!read.TryGet(out var named, out var error)) return new ErrorResult(error);
        return named.IsStream
            ? Results.Bytes("{\"status\":\"success\"}\n"u8.ToArray(), NdjsonFraming.Instance.ContentType)
            : Json(static writer => WriteSingle(writer, "status", "success"));
    }

    /// <summary>Reads the name of a model and finds it.</summary>
    private async Task<Result<NamedModel, GatewayError>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxRequestBytes) return GatewayError.TooLarge(MaxRequestBytes);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = MaxRequestBytes;
        try
        {
            using var source = await JsonDocument.ParseAsync(request.Body, JsonDepth.DocumentOptions, cancellationToken);
            var root = new BodyValue(source.RootElement, "");
            if (!root.IsObject) return GatewayError.InvalidRequest("The request body must be a JSON object.");
            var name = (root.Find("model") ?? root.Find("name") ?? throw RequestFields.ModelMissing).String();
            var found = Find(OllamaModelName.WithoutDefaultTag(name));
            return found.TryGet(out var model, out var error) ? new NamedModel(model, root.Find("stream")?.Flag() is not false) : error;
        }
        catch (RequestFault fault)
        {
            return fault.Error;
        }
        catch (Exception unreadable) when (UnreadableJson.Caused(unreadable))
        {
            return GatewayError.InvalidRequest("The request body is not valid JSON. Send a JSON object with 'model'.");
        }
    }

    private Result<OllamaModel, GatewayError> Find(string name) => catalog.Current.Resolve(name) switch
    {
        ModelResolution.Pinned pinned => OllamaModels.Find(pinned.Model) is { } model ? model : RouteErrors.NotListed(pinned.Model),
        ModelResolution.Unknown unknown => RouteErrors.UnknownModel(name, unknown.Nearest),
        _ => models.Auto,
    };

    private static void WriteNoModels(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("models");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSingle(Utf8JsonWriter writer, string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static IResult Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return Results.Bytes(buffer.ToArray(), "application/json");
    }

    private sealed record NamedModel(OllamaModel Model, bool IsStream);
}
