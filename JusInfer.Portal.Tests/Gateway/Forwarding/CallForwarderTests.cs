using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

/// <summary>A fault of the gateway itself reaches the client as an error of its dialect, and leaves nothing held.</summary>
public sealed class CallForwarderTests
{
    private const string Body = """{"model":"test/model","max_tokens":50,"messages":[{"role":"user","content":"Hello."}]}""";

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task A_fault_before_the_answer_is_an_internal_error_of_the_client_s_dialect(string path)
    {
        await using var portal = await StartAsync(new FaultyUpstream());
        var key = await (await portal.SignUpAsync()).MintAsync(new { name = "agent", concurrency = 1, monthly_cap_usd = 1 });

        for (var call = 0; call < 3; call++)
        {
            using var answer = await PostAsync(portal, key.Key, path, Body);

            answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
            var error = (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!["error"]!;
            error["message"]!.GetValue<string>().ShouldBe("The answer could not be passed on. Send the request again.");
            answer.Headers.Contains("x-request-id").ShouldBeTrue();
            await portal.WaitForNoCallsAsync();
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<PortalHost> StartAsync(IUpstream upstream) => PortalHost.StartAsync(
        new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]),
        services => services.AddSingleton(upstream));

    private static Task<HttpResponseMessage> PostAsync(PortalHost portal, string key, string path, string body) => portal.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { Authorization = new("Bearer", key) },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        },
        Token);

    private sealed class FaultyUpstream : IUpstream
    {
        public ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call) => throw new InvalidOperationException("a bug");

        public ValueTask<Result<UpstreamStream, AttemptFailure>> ContinueAsync(Call call, IResponseWriter writer) =>
            throw new InvalidOperationException("a bug");
    }
}
