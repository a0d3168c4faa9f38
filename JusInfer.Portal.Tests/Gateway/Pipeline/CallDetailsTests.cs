using System.Text;
using System.Text.Json;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

/// <summary>
/// What a receipt says of a call beside its tokens: the provider's error, how the answer ended, which client asked, and sizes.
/// </summary>
public sealed class CallDetailsTests : IClassFixture<GatewayHost>
{
    private const string Secret = "key sk-proj-abcDEF123456";

    private readonly GatewayHost gateway;

    public CallDetailsTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script();
        gateway.Beta.Script();
    }

    [Theory]
    [InlineData(429,
        """{"error":{"message":"Rate limit of the organization, key sk-proj-abcDEF123456","type":"tokens","code":"rate_limit_exceeded"}}""",
        "rate_limit_exceeded")]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded, key sk-proj-abcDEF123456"}}""",
        "overloaded_error")]
    [InlineData(429, """{"error":{"code":429,"message":"Quota, key sk-proj-abcDEF123456","status":"RESOURCE_EXHAUSTED"}}""",
        "RESOURCE_EXHAUSTED")]
    [InlineData(500, """{"error":{"message":"Broken, key sk-proj-abcDEF123456","code":500}}""", "500")]
    public async Task A_failed_call_has_the_code_and_the_text_of_the_provider_without_keys(int status, string body, string code)
    {
        gateway.Alpha.Always(Replies.Json(body, status));

        var receipt = await ReceiptAsync(Caller.Asking(GatewayHost.Frontier));

        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        Text(receipt, "provider_error_code").ShouldBe(code);
        Text(receipt, "provider_error").ShouldNotBeNull().ShouldEndWith("key sk-***");
        receipt.ToString().ShouldNotContain(Secret);
        Text(receipt, "finish_reason").ShouldBeNull();
        receipt.GetProperty("response_bytes").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Words_of_the_request_are_masked_in_an_error_about_it_but_not_the_names_of_its_fields()
    {
        gateway.Alpha.Always(Replies.Json(
            """{"error":{"message":"Unsupported value for temperature beside 'my whale song' """
            + """and Gesänge","type":"invalid_request_error","code":"whale"}}""",
            400));

        var receipt = await ReceiptAsync(Caller.Asking(GatewayHost.Frontier, "my whale song, Gesänge", ",\"temperature\":3"));

        receipt.GetProperty("status").GetInt32().ShouldBe(400);
        Text(receipt, "provider_error").ShouldBe("Unsupported value for temperature beside 'my *** ***' and ***");
        Text(receipt, "provider_error_code").ShouldBeNull("a word of the prompt");
    }

    [Fact]
    public async Task A_text_is_cut_and_one_that_is_missing_is_replaced_by_what_happened()
    {
        gateway.Alpha.Always(Replies.Error(500, new string('é', 299) + "😀 and more"));
        Text(await ReceiptAsync(Caller.Asking(GatewayHost.Frontier)), "provider_error").ShouldBe(new string('é', 299));

        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Always(Replies.Close);
        Text(await ReceiptAsync(Caller.Asking(GatewayHost.Frontier)), "provider_error").ShouldNotBeNull()
            .ShouldStartWith("alpha could not be reached");
    }

    [Fact]
    public async Task An_interrupted_stream_has_the_error_that_ended_it()
    {
        gateway.Alpha.Always(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.Pause,
            Then.Send(ChatSse.Event("""{"error":{"message":"The server had an error","type":"server_error"}}"""))));

        var receipt = await ReceiptAsync(Caller.Streaming(GatewayHost.Frontier), Caller.NotResumed);

        (receipt.GetProperty("status").GetInt32(), Text(receipt, "provider_error_code"), Text(receipt, "provider_error"))
            .ShouldBe((502, "server_error", "The server had an error"));
        Text(receipt, "finish_reason").ShouldBeNull();
    }

    [Fact]
    public async Task A_call_that_another_attempt_answered_has_the_error_of_the_first()
    {
        gateway.Alpha.Script(Replies.Error(503, "no capacity"));
        gateway.Beta.Script(Replies.Json(ChatSse.Completion("an answer")));

        var receipt = await ReceiptAsync(Caller.Asking(GatewayHost.Spare));

        (receipt.GetProperty("status").GetInt32(), Text(receipt, "provider_error"), Text(receipt, "finish_reason"))
            .ShouldBe((200, "no capacity", "stop"));
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    public async Task A_call_says_why_its_answer_ended(string reason, string recorded)
    {
        gateway.Alpha.Script(
            Replies.Sse(ChatSse.Role() + ChatSse.Text("a") + ChatSse.Finish(reason) + ChatSse.Usage() + ChatSse.Done),
            Replies.Json(ChatSse.Completion("a").Replace("\"stop\"", $"\"{reason}\"", StringComparison.Ordinal)));

        Text(await ReceiptAsync(Caller.Streaming(GatewayHost.Frontier)), "finish_reason").ShouldBe(recorded);
        Text(await ReceiptAsync(Caller.Asking(GatewayHost.Frontier)), "finish_reason").ShouldBe(recorded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_has_its_client_dialect_and_sizes(bool streamed)
    {
        gateway.Alpha.Script(streamed ? Replies.Sse(ChatSse.Stream("Hello.")) : Replies.Json(ChatSse.Completion("Hello.")));
        var caller = await gateway.Team.MintAsync();
        var body = $$"""{"model":"{{GatewayHost.Frontier}}","max_tokens":9,"stream":"""
            + $$"""{{(streamed ? "true" : "false")}},"messages":[{"role":"user","content":"é"}]}""";

        var answer = await caller.PostAsync("/v1/messages", body, ("User-Agent", "claude-cli/2.1.0 (external, cli)"));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        (Text(receipt, "client"), Text(receipt, "dialect"), Text(receipt, "finish_reason"))
            .ShouldBe(("claude-cli/2.1.0", "anthropic-messages", "stop"));
        receipt.GetProperty("request_bytes").GetInt32().ShouldBe(Encoding.UTF8.GetByteCount(body));
        receipt.GetProperty("response_bytes").GetInt32().ShouldBe(Encoding.UTF8.GetByteCount(answer.Body));
    }

    [Fact]
    public async Task What_a_provider_said_is_for_the_member_and_those_who_manage_the_team()
    {
        gateway.Alpha.Always(Replies.Error(500, "an outage"));
        var portal = gateway.Portal;
        var team = await PortalTeam.SignUpAsync(portal.Http);
        await team.JoinAsync("grace@details.example");
        var grace = new ControlPlaneClient(portal.Http);
        grace.Access =
            (await grace.PostAsync("/v1/auth/login", new { email = "grace@details.example", password = "a long enough password" }))
            .Text("access_token");
        var own = await new PortalTeam(portal.Http, grace).MintAsync();

        var ofOwner = await (await team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Frontier));
        var ofMember = await own.AskAsync(Caller.Asking(GatewayHost.Frontier));

        Text(await team.ReceiptAsync(ofOwner.RequestId), "provider_error").ShouldBe("an outage");
        Text(await team.ReceiptAsync(ofMember.RequestId), "provider_error").ShouldBe("an outage");
        var calls = (await grace.GetAsync("/v1/usage/requests")).Json.GetProperty("data").EnumerateArray()
            .ToDictionary(call => Text(call, "id")!);
        Text(calls[ofMember.RequestId], "provider_error").ShouldBe("an outage");
        Text(calls[ofOwner.RequestId], "provider_error").ShouldBeNull();
        Text((await grace.GetAsync($"/v1/usage/requests/{ofOwner.RequestId}")).Json, "provider_error").ShouldBeNull();
        (await grace.GetAsync("/v1/usage/export.csv")).Body.Split("an outage").Length.ShouldBe(2, "only the own call");
    }

    /// <summary>The product of a client is a text for every call: the same text is not allocated again.</summary>
    [Fact]
    public void A_known_client_costs_no_memory()
    {
        const string Client = "claude-cli/2.1.0 (external, cli)";
        KeyUse.ProductOf(Client).ShouldBe("claude-cli/2.1.0");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) KeyUse.ProductOf(Client);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        KeyUse.ProductOf(" ").ShouldBeNull();
        KeyUse.ProductOf("a\u00e9").ShouldBe("a");
        KeyUse.ProductOf(new string('x', 100)).ShouldBe(new string('x', KeyUse.MaxClientLength));
    }

    private async Task<JsonElement> ReceiptAsync(string body, params (string Name, string Value)[] headers)
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(body, headers);
        return await gateway.Team.ReceiptAsync(answer.RequestId);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
