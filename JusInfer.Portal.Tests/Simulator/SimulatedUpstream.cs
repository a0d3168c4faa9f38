using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>A simulator with a manual clock. Sends requests over HTTP and reads the responses strictly.</summary>
internal sealed class SimulatedUpstream : IDisposable
{
    private readonly SimulatorHandler handler;
    private readonly HttpMessageInvoker invoker;

    /// <param name="options">The simulator's options; by default it answers without delays.</param>
    public SimulatedUpstream(SimulatorOptions? options = null)
    {
        handler = new SimulatorHandler(options ?? WithoutDelays, Clock);
        invoker = new HttpMessageInvoker(handler);
    }

    public static SimulatorOptions WithoutDelays { get; } = new() { FirstTokenDelay = TimeSpan.Zero, TokenDelay = TimeSpan.Zero };

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

    /// <summary>Sends a request that has to succeed and returns the completion.</summary>
    public async Task<JsonObject> CompleteAsync(JsonObject request)
    {
        using var response = await SendAsync(request.ToJsonString());
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    /// <summary>Sends a request that has to fail with status 400 and returns the error object.</summary>
    public async Task<JsonObject> GetErrorAsync(string body)
    {
        using var response = await SendAsync(body);
        ((int)response.StatusCode).ShouldBe(400);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return answer["error"]!.AsObject();
    }

    /// <summary>Sends a request for a stream and returns its chunks. Verifies that every event parses and that the last one is <c>[DONE]</c>.</summary>
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
