using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Asks a simulator as an HTTP client would, and reads what comes back as a strict client does.</summary>
internal sealed class SimulatedUpstream : IDisposable
{
    private readonly SimulatorHandler handler;
    private readonly HttpMessageInvoker invoker;

    /// <param name="options">Its pace and memory; without, it answers at once.</param>
    public SimulatedUpstream(SimulatorOptions? options = null)
    {
        handler = new SimulatorHandler(options ?? AtOnce, Clock);
        invoker = new HttpMessageInvoker(handler);
    }

    public static SimulatorOptions AtOnce { get; } = new() { FirstTokenDelay = TimeSpan.Zero, TokenDelay = TimeSpan.Zero };

    public ManualTime Clock { get; } = new();

    public void Dispose()
    {
        invoker.Dispose();
        handler.Dispose();
    }

    public Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "http://simulator/v1/chat/completions", body, cancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string body, CancellationToken cancellationToken = default) =>
        invoker.SendAsync(
            new HttpRequestMessage(method, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") },
            cancellationToken);

    /// <summary>The completion of a request that is answered.</summary>
    public async Task<JsonObject> AskAsync(JsonObject request)
    {
        using var response = await SendAsync(request.ToJsonString());
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>The error object of a request that is refused.</summary>
    public async Task<JsonObject> BeRefusedAsync(string body)
    {
        using var response = await SendAsync(body);
        ((int)response.StatusCode).ShouldBe(400);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return answer["error"]!.AsObject();
    }

    /// <summary>The chunks of a streamed answer: every event parses, and the last one is <c>[DONE]</c>.</summary>
    public async Task<IReadOnlyList<JsonObject>> StreamAsync(JsonObject request)
    {
        request["stream"] = true;
        using var response = await SendAsync(request.ToJsonString());
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldEndWith("\n\n");
        var events = text[..^2].Split("\n\n");
        events.ShouldAllBe(line => line.StartsWith("data: ") && !line.Contains('\n'));
        events[^1].ShouldBe("data: [DONE]");
        return [.. events[..^1].Select(line => JsonNode.Parse(line["data: ".Length..])!.AsObject())];
    }
}
