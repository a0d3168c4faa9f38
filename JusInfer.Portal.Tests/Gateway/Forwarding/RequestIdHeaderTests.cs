using System.Text;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

/// <summary>
/// Anthropic's SDKs read the id of a request from <c>request-id</c> (anthropics/anthropic-sdk-python#743, dust-tt/dust#5444), those of
/// OpenAI from <c>x-request-id</c>.
/// </summary>
public sealed class RequestIdHeaderTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Theory]
    [InlineData(MessagesHost.Opus55)]
    [InlineData(MessagesHost.Gpt)]
    public async Task A_message_has_it(string model)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        ShouldHaveIt(await gateway.AskAsync(MessagesHost.Asking(model)), 200);
    }

    [Theory]
    [InlineData(MessagesHost.Opus55)]
    [InlineData(MessagesHost.Gpt)]
    public async Task A_stream_has_it(string model)
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("ab")));
        gateway.Chat.Script(Replies.Sse(ChatSse.Stream("ab")));

        ShouldHaveIt(await gateway.AskAsync(MessagesHost.Streaming(model)), 200);
    }

    [Theory]
    [InlineData("POST", "/v1/messages", 404)]
    [InlineData("POST", "/messages", 404)]
    [InlineData("POST", "/v1/messages/count_tokens", 404)]
    [InlineData("GET", "/v1/messages", 405)]
    [InlineData("POST", "/v1/complete", 404)]
    [InlineData("GET", "/v1/models", 200)]
    [InlineData("GET", "/v1/models/" + MessagesHost.Gpt, 200)]
    [InlineData("GET", "/v1/models/no/such", 404)]
    public async Task Everything_at_Anthropics_addresses_has_it(string method, string path, int status) =>
        ShouldHaveIt(await SendAsync(await gateway.Team.MintAsync(), method, path, ("anthropic-version", "2023-06-01")), status);

    [Fact]
    public async Task An_error_about_the_key_has_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, MessagesHost.Path) { Content = new StringContent("{}") };
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ShouldHaveIt(await GatewayAnswer.OfAsync(response), 401);
    }

    [Theory]
    [InlineData("POST", "/v1/chat/completions")]
    [InlineData("POST", "/v1/responses")]
    [InlineData("GET", "/v1/models")]
    public async Task Other_addresses_have_that_of_OpenAI_only(string method, string path)
    {
        var answer = await SendAsync(await gateway.Team.MintAsync(), method, path);

        answer["x-request-id"].ShouldNotBeNull();
        answer["request-id"].ShouldBeNull();
    }

    [Fact]
    public async Task Pages_of_any_origin_can_read_it()
    {
        var answer = await SendAsync(await gateway.Team.MintAsync(), "POST", MessagesHost.Path, ("Origin", "https://page.example"));

        answer["access-control-expose-headers"]!.Split(',', StringSplitOptions.TrimEntries).ShouldContain("request-id");
    }

    private static Task<GatewayAnswer> SendAsync(Caller caller, string method, string path, params (string, string)[] headers)
    {
        var body = method == "POST" ? new StringContent(MessagesHost.Asking("no/such"), Encoding.UTF8, "application/json") : null;
        return caller.SendAsync(new HttpMethod(method), path, body, headers);
    }

    private static void ShouldHaveIt(GatewayAnswer answer, int status)
    {
        answer.Status.ShouldBe(status, answer.Body);
        answer["request-id"].ShouldNotBeNull();
        answer["request-id"].ShouldBe(answer["x-request-id"]);
    }
}
