using System.Runtime.CompilerServices;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>
/// <c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>. One list under two keys, since OpenAI's clients read <c>data</c> and an agent's own
/// provider reads <c>models</c>. Made once a catalog and day.
/// </summary>
internal sealed class ModelsEndpoint(ICatalog catalog, TimeProvider time)
{
    private static readonly ConditionalWeakTable<CatalogSnapshot, Rendered> Lists = [];

    public IResult List() => Results.Bytes(Of(catalog.Current).List, "application/json");

    /// <param name="id">As it stands in the path, where clients write the slash as <c>%2F</c>.</param>
    public IResult Find(string id)
    {
        id = Uri.UnescapeDataString(id);
        var snapshot = catalog.Current;
        var rendered = Of(snapshot);
        return snapshot.Resolve(id) switch
        {
            ModelResolution.Pinned pinned when rendered.Models.TryGetValue(pinned.Model.Id, out var model) => Results.Bytes(model, "application/json"),
            ModelResolution.Pinned pinned => new ErrorResult(RouteErrors.NotConnected(pinned.Model.Id)),
            ModelResolution.Auto auto => Results.Bytes(rendered.Models[auto.Model.Id], "application/json"),
            ModelResolution.Unknown unknown => new ErrorResult(RouteErrors.UnknownModel(id, unknown.Nearest)),
            var other => throw new InvalidOperationException($"The catalog resolved to {other}."),
        };
    }

    private Rendered Of(CatalogSnapshot snapshot)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (Lists.TryGetValue(snapshot, out var rendered) && rendered.Day == today) return rendered;
        rendered = Render(snapshot, today);
        Lists.AddOrUpdate(snapshot, rendered);
        return rendered;
    }

    private static Rendered Render(CatalogSnapshot snapshot, DateOnly today)
    {
        var models = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [snapshot.Auto.Id] = Json(writer => ModelJson.WriteAuto(writer, snapshot)),
        };
        foreach (var model in snapshot.Models.Where(model => !model.UsableEndpoints.IsEmpty))
            models[model.Id] = Json(writer => ModelJson.Write(writer, model, today));

        var list = Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("object", "list");
            WriteAll(writer, "data", models.Values);
            WriteAll(writer, "models", models.Values);
            writer.WriteEndObject();
        });
        return new Rendered(today, list, models);
    }

    private static void WriteAll(Utf8JsonWriter writer, string name, IEnumerable<byte[]> models)
    {
        writer.WriteStartArray(name);
        foreach (var model in models) writer.WriteRawValue(model);
        writer.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.ToArray();
    }

    private sealed record Rendered(DateOnly Day, byte[] List, Dictionary<string, byte[]> Models);
}
