using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>
/// Finds model servers on their default ports of this machine, by the list of models that all of them serve. It asks only loopback addresses, and only when
/// an operator opens the page.
/// </summary>
internal sealed class LocalServers : IDisposable
{
    private const int MaxResponseBytes = 1024 * 1024;
    private const int MaxModels = 200;
    private const int MaxNameLength = 150;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(700);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = MaxResponseBytes,
    };

    private readonly ImmutableArray<LocalServerPort> ports;

    /// <param name="ports">The ports to ask; none if several nodes share the store, because an address on one machine means nothing to the others.</param>
    public LocalServers(ImmutableArray<LocalServerPort> ports) => this.ports = ports;

    public async Task<ImmutableArray<DetectedServer>> DetectAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(ports.Select(port => DetectAsync(port, cancellationToken)));
        return [.. found.OfType<DetectedServer>()];
    }

    public void Dispose() => http.Dispose();

    private async Task<DetectedServer?> DetectAsync(LocalServerPort port, CancellationToken cancellationToken)
    {
        var address = $"http://{IPAddress.Loopback}:{port.Port}/v1";
        try
        {
            using var response = await http.GetAsync(new Uri($"{address}/models"), cancellationToken);
            if (!response.IsSuccessStatusCode) return null;
            using var list = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var models = ModelsIn(list.RootElement);
            return models.IsEmpty ? null : new DetectedServer(port.Provider, port.Name, address, models);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // Nothing, or something else, listens there.
        }
    }

    private static ImmutableArray<LocalModel> ModelsIn(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Object || !list.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return [];
        return [.. data.EnumerateArray().Select(ModelOf).OfType<LocalModel>().DistinctBy(static model => model.Name).OrderBy(static model => model.Name, StringComparer.Ordinal).Take(MaxModels)];
    }

    private static LocalModel? ModelOf(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String) return null;
        var name = id.GetString()!;
        return name.Length is > 0 and <= MaxNameLength && name.All(static character => character is > ' ' and <= '~') ? new LocalModel(name, ContextOf(entry)) : null;
    }

    /// <summary>vLLM says <c>max_model_len</c>; llama.cpp says <c>meta.n_ctx</c>, and older ones only with how much the model was trained.</summary>
    private static int? ContextOf(JsonElement entry) =>
        Number(entry, "max_model_len")
        ?? (entry.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? Number(meta, "n_ctx") ?? Number(meta, "n_ctx_train") : null);

    private static int? Number(JsonElement value, string name) =>
        value.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;
}
