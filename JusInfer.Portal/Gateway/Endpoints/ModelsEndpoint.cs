using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// <c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>, in OpenAI's format or, if the client sends <c>anthropic-version</c>, in Anthropic's.
/// OpenAI's format has the list in two properties: its clients read <c>data</c>, and some agents read <c>models</c>. Codex reads
/// <c>models</c> in a format of its own, and sends <c>client_version</c>. Rendered once a day, because prices depend on the day, and after each change of the catalog.
/// </summary>
internal sealed class ModelsEndpoint(CatalogSource source, TimeProvider time)
{
    private volatile Rendered? latest;

    public IResult List(HttpRequest request)
    {
        var rendered = GetRendered();
        return IsAnthropic(request)
            ? AnthropicModelPage.Create(rendered.Models, request.Query)
            : Results.Bytes(request.Query.ContainsKey("client_version") ? rendered.CodexList : rendered.List, "application/json");
    }

    /// <param name="request">The request; its headers decide the format.</param>
    /// <param name="id">The model id from the path, in which clients may encode the slash as <c>%2F</c>.</param>
    public IResult Find(HttpRequest request, string id)
    {
        id = Uri.UnescapeDataString(id);
        return source.Current.Resolve(id) switch
        {
            ModelResolution.Pinned pinned => Entry(request, pinned.Model.Id) ?? new ErrorResult(RouteErrors.NotListed(pinned.Model)),
            ModelResolution.Auto auto => Entry(request, auto.Model.Id)!,
            ModelResolution.Unknown unknown => new ErrorResult(RouteErrors.UnknownModel(id, unknown.Nearest)),
            var other => throw new InvalidOperationException($"The catalog resolved to {other}."),
        };
    }

    /// <summary>Anthropic's clients send the header with every call, OpenAI's never.</summary>
    private static bool IsAnthropic(HttpRequest request) => request.Headers.ContainsKey("anthropic-version");

    /// <summary>The model's entry; null if the model is not listed because no provider of it is usable.</summary>
    private IResult? Entry(HttpRequest request, string id)
    {
        foreach (var model in GetRendered().Models)
        {
            if (model.Id == id) return Results.Bytes(IsAnthropic(request) ? model.Anthropic : model.OpenAi, "application/json");
        }

        return null;
    }

    private Rendered GetRendered()
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var catalog = source.Current;
        if (latest is { } known && known.Day == today && ReferenceEquals(known.Catalog, catalog)) return known;
        return latest = Render(catalog, today);
    }

    private static Rendered Render(CatalogSnapshot catalog, DateOnly today)
    {
        ImmutableArray<ListedModel> models =
        [
            new ListedModel(
                catalog.Auto.Id,
                Json(writer => ModelJson.WriteAuto(writer, catalog)),
                Json(writer => AnthropicModelJson.WriteAuto(writer, catalog))),
            .. ListedModel.UsableModels(catalog).Select(model =>
                new ListedModel(
                    model.Id,
                    Json(writer => ModelJson.Write(writer, model, today)),
                    Json(writer => AnthropicModelJson.Write(writer, model)))),
        ];
        IEnumerable<byte[]> codex =
        [
            Json(writer => CodexModelJson.WriteAuto(writer, catalog)),
            .. ListedModel.ChatModels(catalog).Select((model, index) => Json(writer => CodexModelJson.Write(writer, model, priority: index + 1))),
        ];
        return new Rendered(catalog, today, RenderList(models, models.Select(static model => model.OpenAi)), RenderList(models, codex), models);
    }

    /// <param name="models">The entries of <c>data</c>.</param>
    /// <param name="agentModels">The entries of <c>models</c>.</param>
    private static byte[] RenderList(ImmutableArray<ListedModel> models, IEnumerable<byte[]> agentModels) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        WriteAll(writer, "data", models.Select(static model => model.OpenAi));
        WriteAll(writer, "models", agentModels);
        writer.WriteEndObject();
    });

    private static void WriteAll(Utf8JsonWriter writer, string name, IEnumerable<byte[]> entries)
    {
        writer.WriteStartArray(name);
        foreach (var entry in entries) writer.WriteRawValue(entry);
        writer.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.ToArray();
    }

    private sealed record Rendered(CatalogSnapshot Catalog, DateOnly Day, byte[] List, byte[] CodexList, ImmutableArray<ListedModel> Models);
}
