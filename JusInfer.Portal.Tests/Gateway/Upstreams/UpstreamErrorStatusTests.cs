using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Error statuses of a provider: whether the client or the operator has to act, and what each of them sees.</summary>
public sealed class UpstreamErrorStatusTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData(400, "INVALID_REQUEST")]
    [InlineData(413, "REQUEST_TOO_LARGE")]
    [InlineData(422, "INVALID_REQUEST")]
    public async Task An_invalid_request_is_reported_with_the_providers_message(int status, string code)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Error(status, "temperature must be below 2"));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.ShouldBe(status, code);
        answer.Message.ShouldContain("temperature must be below 2");
        answer["x-jusinfer-attempts"].ShouldBe("1");
        gateway.Alpha.Requests.Count.ShouldBe(1);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"error":{"message":"This model's maximum context length is 128000 tokens.","code":"context_length_exceeded"}}""")]
    [InlineData("""{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000.","code":400}""")]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""")]
    [InlineData("""[{"error":{"code":400,"message":"The input token count (1100000) exceeds the maximum number of tokens allowed (1048576)."}}]""")]
    [InlineData("""{"detail":"Prompt contains 40000 tokens, too large for model with 32768 maximum context length"}""")]
    [InlineData("""{"error":"This model's maximum prompt length is 131072 but the request contains 140000 tokens."}""")]
    [InlineData("""{"error":{"message":"Please reduce the length of the messages or completion."}}""")]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again"}}""")]
    [InlineData("""{"error":{"message":"Invalid request: Your request exceeded model token limit: 262144 (requested: 274513)","type":"invalid_request_error"}}""")]
    [InlineData("""{"error":{"message":"prompt token count of 135836 exceeds the limit of 128000","code":"model_max_prompt_tokens_exceeded"}}""")]
    [InlineData("""{"message":"too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000."}""")]
    [InlineData("""{"error":{"code":"1261","message":"Prompt exceeds max length"}}""")]
    [InlineData("""{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 100 `max_new_tokens`"}""")]
    [InlineData("""{"error":{"code":"invalid_parameter_error","message":"Range of input length should be [1, 129024]"}}""")]
    [InlineData("""{"error":{"message":"Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens.","type":"invalid_request_error"}}""")]
    [InlineData("""{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size","type":"exceed_context_size_error"}}""")]
    [InlineData("""{"error":{"message":"Error","metadata":{},"code":"context_length_exceeded"}}""")]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"type\":\"error\",\"error\":{\"message\":\"prompt is too long: 213462 tokens > 200000 maximum\"}}"}}}""")]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"No.\",\"code\":\"context_length_exceeded\"}}"}}}""")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"This model's maximum context length is 8192 tokens"}]}""")]
    [InlineData("""{"errors":[{"message":"context length exceeded"}]}""")]
    [InlineData("Input is too long for requested model: maximum context length is 8192 tokens")]
    public async Task A_prompt_that_is_too_long_has_the_error_code_on_which_agents_compact(string body)
    {
        gateway.Alpha.Script(Replies.Json(body, 400));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(400, "context_length_exceeded");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task An_operator_error_is_logged_as_an_error_and_is_a_502_for_the_client(int status)
    {
        gateway.Alpha.Script(Replies.Error(status, "Incorrect API key provided: sk-up***ial", ("WWW-Authenticate", "Bearer")));
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldNotContain("Incorrect API key");
        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.Portal.Logs.Lines.Skip(before).ShouldContain(line => line.Contains(" Error ") && line.Contains("alpha") && line.Contains(status.ToString()));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task After_an_operator_error_another_endpoint_answers(int status)
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Replies.Error(status));
        gateway.Beta.Script(Replies.Json(ChatSse.Completion("good")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));

        answer.ShouldBe(200);
        answer["x-jusinfer-provider"].ShouldBe("beta");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Json("{}", 307, ("Location", gateway.Beta.BaseUrl + "/chat/completions")), 4)]);
        gateway.Beta.Script();
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(502, "UPSTREAM_ERROR");

        gateway.Beta.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<html><h1>Bad request</h1></html>")]
    [InlineData("")]
    [InlineData("{\"error\":{\"message\":\"\\ud800\"}}")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_rejection_without_a_message_is_a_rejection_too(string body)
    {
        gateway.Alpha.Script(Replies.Json(body, 400));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain("alpha refused the request");
        answer.Body.ShouldNotContain("<html>");
    }

    [Theory]
    [InlineData("""{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"error\":{\"message\":\"tools.0.name is bad\"}}","provider_name":"X"}}}""", "refused the request: tools.0.name is bad")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"upstream says no"}}}""", "refused the request: upstream says no")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"<html>"}}}""", "refused the request: Provider returned error")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":{"message":"in an object"}}}}""", "refused the request: in an object")]
    [InlineData("""{"detail":[{"loc":["body","messages",0],"msg":"field required","type":"missing"}]}""", "refused the request: body.messages.0: field required")]
    [InlineData("""{"errors":[{"message":"first"},{"message":"second"}]}""", "refused the request: first")]
    [InlineData("The request is malformed.", "refused the request: The request is malformed.")]
    public async Task A_rejection_is_reported_with_the_most_specific_message(string body, string expected)
    {
        gateway.Alpha.Script(Replies.With(400, body[0] == '{' ? "application/json" : "text/plain", body, []));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task A_long_message_of_a_provider_is_truncated()
    {
        gateway.Alpha.Script(Replies.Error(400, new string('w', 100_000)));
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Body.Length.ShouldBeLessThan(1_000);
    }
}
