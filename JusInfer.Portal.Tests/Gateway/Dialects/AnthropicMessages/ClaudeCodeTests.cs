using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests the requests that Claude Code 2.1.328 was observed to send for an unknown model, and the answers that it needs.</summary>
[Trait("Promise", "P-16")]
public sealed class ClaudeCodeTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Betas =
        "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,mid-conversation-tool-changes-2026-07-01,thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24";

    private const string Body = """
        {"model":"MODEL","messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>x</system-reminder>"},{"type":"text","text":"write a file"}]},
        {"role":"system","content":[{"type":"text","text":"# Environment","cache_control":{"type":"ephemeral"}}]}MORE],
        "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.328.a25; cc_entrypoint=sdk-cli;"},{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Rules.","cache_control":{"type":"ephemeral"}}],
        "tools":[{"name":"Bash","description":"Runs a command","input_schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false}}],
        "metadata":{"user_id":"{\"device_id\":\"dev-1\",\"account_uuid\":\"\",\"session_id\":\"run-1\"}"},"max_tokens":32000,"thinking":{"type":"adaptive","display":"omitted"},
        "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"high"},"stream":true}
        """;

    private const string AfterTools = """
        ,{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"SIGNATURE"},{"type":"text","text":"I will."},{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"printf 'a'"}}]},
        {"role":"user","content":[{"tool_use_id":"toolu_1","type":"tool_result","content":"(no output)","is_error":false,"cache_control":{"type":"ephemeral"}}]}
        """;

    private static readonly (string, string)[] Headers =
    [
        ("anthropic-version", "2023-06-01"), ("anthropic-beta", Betas), ("x-app", "cli"), ("anthropic-dangerous-direct-browser-access", "true"),
        ("User-Agent", "claude-cli/2.1.328 (external, sdk-cli)"), ("x-claude-code-session-id", "run-1"),
    ];

    [Theory]
    [InlineData("auto")]
    [InlineData(MessagesHost.Sonnet45)]
    [InlineData(MessagesHost.Opus55)]
    [InlineData(MessagesHost.Gpt)]
    public async Task Its_first_request_is_accepted_for_every_model(string model)
    {
        foreach (var claude in (ScriptedUpstream[])[gateway.Claude, gateway.Hasty])
            claude.Script(Replies.Sse(MessagesWire.Stream(MessagesWire.Call(0, "toolu_9", "Bash", "{\"command\":\"ls\"}"), "tool_use")));
        gateway.Chat.Script(Replies.Sse(ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"toolu_9","type":"function","function":{"name":"Bash","arguments":"{\"command\":\"ls\"}"}}]}""", "null")) + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));

        var stream = MessageStream.Of(await AskAsync(Body.Replace("MODEL", model).Replace("MORE", "")));

        stream.Blocks.ShouldBe(["tool_use:toolu_9:Bash:{\"command\":\"ls\"}"]);
        stream.StopReason.ShouldBe("tool_use");
        stream.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Its_newest_form_reaches_the_newest_model_unchanged_with_its_betas()
    {
        var body = Body.Replace("MODEL", MessagesHost.Opus55).Replace("MORE", AfterTools).Replace("SIGNATURE", "EqQB");
        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("done")));

        (await AskAsync(body)).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(body.Replace(MessagesHost.Opus55, "claude-opus-5-5"));
        gateway.Claude.LastRequest.Header("anthropic-beta").ShouldBe(Betas);
        gateway.Claude.LastRequest.Header("x-claude-code-session-id").ShouldBeNull();
    }

    [Fact]
    public async Task An_older_model_receives_only_what_it_supports()
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("done")));

        (await AskAsync(Body.Replace("MODEL", MessagesHost.Sonnet45).Replace("MORE", AfterTools).Replace("SIGNATURE", "EqQB"))).ShouldBe(200);

        var sent = gateway.Claude.LastRequest.Json;
        sent.GetProperty("thinking").GetProperty("type").GetString().ShouldBe("enabled");
        sent.GetProperty("thinking").GetProperty("budget_tokens").GetInt32().ShouldBeLessThan(32000);
        sent.TryGetProperty("output_config", out _).ShouldBeFalse();
        sent.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ShouldBe(["user", "user", "assistant", "user"]);
        sent.GetProperty("messages")[2].GetProperty("content")[0].GetRawText().ShouldBe("""{"type":"thinking","thinking":"hm","signature":"EqQB"}""");
    }

    [Fact]
    public async Task Instructions_within_the_conversation_and_results_reach_a_model_of_another_vendor()
    {
        gateway.Chat.Script(Replies.Sse(ChatSse.Stream("done")));

        MessageStream.Of(await AskAsync(Body.Replace("MODEL", MessagesHost.Gpt).Replace("MORE", AfterTools).Replace("SIGNATURE", "jinf.un."))).Text.ShouldBe("done");

        var messages = gateway.Chat.LastRequest.Json.GetProperty("messages");
        messages.GetRawText().ShouldContain("# Environment");
        messages.GetRawText().ShouldNotContain("x-anthropic-billing-header");
        messages.EnumerateArray().Last().GetProperty("role").GetString().ShouldBe("tool");
        messages.EnumerateArray().Last().GetRawText().ShouldContain("(no output)");
    }

    [Fact]
    public async Task Thinking_of_a_chat_model_has_a_signature_that_is_never_sent_to_Anthropic()
    {
        gateway.Chat.Script(Replies.Sse(ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"reasoning_content":"hm"}""", "null")) + ChatSse.Text("so") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));
        var thinking = MessageStream.Of(await AskAsync(Body.Replace("MODEL", MessagesHost.Gpt).Replace("MORE", ""))).Blocks[0];
        thinking.ShouldStartWith("thinking:hm:");

        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("done")));
        (await AskAsync(Body.Replace("MODEL", MessagesHost.Opus55).Replace("MORE", AfterTools).Replace("SIGNATURE", thinking["thinking:hm:".Length..]))).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldNotContain("thinking\":\"hm");
    }

    [Fact]
    [Trait("Promise", "P-9")]
    public async Task Its_account_and_session_are_the_end_user_and_the_session_of_the_call()
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.TextStream("done")));

        var answer = await AskAsync(Body.Replace("MODEL", MessagesHost.Opus55).Replace("MORE", ""));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("user").GetString().ShouldBe("dev-1");
        receipt.GetProperty("session").GetString().ShouldBe("run-1");
    }

    [Theory]
    [InlineData("auto")]
    [InlineData(MessagesHost.Opus55)]
    public async Task Its_quota_probe_is_answered_without_a_provider_and_without_charge(string model)
    {
        gateway.Claude.Script();
        gateway.Chat.Script();

        var answer = await gateway.AskAsync($$$"""{"model":"{{{model}}}","max_tokens":1,"messages":[{"role":"user","content":"quota"}],"metadata":{"user_id":"x"}}""");

        answer.ShouldBe(200);
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("max_tokens");
        answer.Json.GetProperty("usage").GetProperty("output_tokens").GetInt32().ShouldBe(0);
        answer["x-ratelimit-remaining-requests"].ShouldNotBeNullOrEmpty();
        gateway.Claude.Requests.ShouldBeEmpty();
        gateway.Chat.Requests.ShouldBeEmpty();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_question_about_quotas_is_answered_by_the_model()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, content: "\"quota\""))).ShouldBe(200);

        gateway.Claude.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Its_key_is_accepted_in_either_header()
    {
        var key = (await gateway.Team.MintAsync()).Key;
        foreach (var (name, value) in ((string, string)[])[("Authorization", $"Bearer {key}"), ("x-api-key", key)])
        {
            gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true")
            {
                Content = new StringContent(MessagesHost.Asking(MessagesHost.Opus55), System.Text.Encoding.UTF8, "application/json"),
            };
            request.Headers.TryAddWithoutValidation(name, value);
            using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBe(200);
        }
    }

    private async Task<GatewayAnswer> AskAsync(string body) => await MessagesHost.AskAsync(await gateway.Team.MintAsync(), body, "/v1/messages?beta=true", Headers);
}
