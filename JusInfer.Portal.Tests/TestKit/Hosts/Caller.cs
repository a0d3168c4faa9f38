using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Anthropic;
using OpenAI;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Calls the gateway with a key.</summary>
internal sealed class Caller(HttpClient http, string id, string key)
{
    public const string Completions = "/v1/chat/completions";

    public string Id => id;

    public string Key => key;

    /// <summary>The same key at another address.</summary>
    public Caller At(HttpClient other) => new(other, id, key);

    /// <summary>OpenAI's official client, configured for this gateway, without retries.</summary>
    public OpenAIClient OpenAi(Uri? address = null) => new(new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri(address ?? http.BaseAddress!, "/v1"),
        RetryPolicy = new ClientRetryPolicy(0),
    });

    /// <summary>Anthropic's official client, configured for this gateway, without retries.</summary>
    public AnthropicClient Anthropic() => new() { ApiKey = key, BaseUrl = http.BaseAddress!.ToString().TrimEnd('/'), MaxRetries = 0 };

    /// <summary>A request with one user message.</summary>
    public static string Asking(string model, string text = "hello", string extra = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]{{extra}}}""";

    public static string Streaming(string model, string text = "hello", string extra = "") => Asking(model, text, $",\"stream\":true{extra}");

    /// <summary>The header that disables resumption, so that an interrupted stream ends.</summary>
    public static (string Name, string Value) NotResumed => ("X-JusInfer-Resume", "off");

    public Task<GatewayAnswer> AskAsync(string body, params (string Name, string Value)[] headers) => PostAsync(Completions, body, headers);

    /// <summary>As <see cref="PostSlowStoreAsync"/>.</summary>
    public Task<GatewayAnswer> AskSlowStoreAsync(string body, params (string Name, string Value)[] headers) =>
        PostSlowStoreAsync(Completions, body, headers);

    /// <summary>
    /// As <see cref="PostAsync"/>, again while the call has waited too long for its store, as on a busy machine: no provider was asked.
    /// </summary>
    public async Task<GatewayAnswer> PostSlowStoreAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        GatewayAnswer answer = null!;
        await Eventually.TrueAsync(async () => (answer = await PostAsync(path, body, headers)).Status != (int)HttpStatusCode.ServiceUnavailable);
        return answer;
    }

    public Task<GatewayAnswer> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public Task<GatewayAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    public async Task<GatewayAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, content, headers);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }

    /// <summary>Sends a request and returns as soon as the response headers have arrived. Disposing the response disconnects.</summary>
    public Task<HttpResponseMessage> OpenAsync(string body) => OpenAsync(body, TestContext.Current.CancellationToken);

    /// <summary>As <see cref="OpenAsync(string)"/>; canceling the token disconnects before the headers arrive.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        string body, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = Request(HttpMethod.Post, Completions, new StringContent(body, Encoding.UTF8, "application/json"), headers);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>
    /// Calls until an answer has the status: what decides it, such as a pause, follows calls whose records are stored first.
    /// </summary>
    public async Task<GatewayAnswer> AskUntilAsync(int status, string body)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await AskAsync(body);
            if (answer.Status == status || Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(60)) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Waits until the gateway has noticed that the client of a call has disconnected: only then may a key of one concurrent call call
    /// again. The requests are invalid, so no provider is asked and nothing is recorded.
    /// </summary>
    public async Task UntilFreeAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while ((await AskAsync("{}")).Status != (int)HttpStatusCode.BadRequest)
        {
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Delay(TimeSpan.FromMilliseconds(25), TestContext.Current.CancellationToken);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
