using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests that requests and answers between a client and a provider of Messages change only where necessary.</summary>
[Trait("Promise", "P-26")]
public sealed class MessagesSameDialectTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Odd = """
        { "max_tokens" : 1.0e3,  "model" : "test/opus-5.5","stop_sequences":[ "\u00e9\u00E9 \ud83d\ude00 😀 \/ \t" ],
          "messages":[ {"role":"user","content":[{"type":"text","text":"a\u0062c","cache_control":{"type":"ephemeral","ttl":"1h"}}]} ,
            {"content":[{"type":"thinking","thinking":"hm","signature":"EqQB+/="},{"type":"text","text":"x","citations":null}],"role":"assistant","unknown":{"b":1,"a":2}},{"role":"user","content":"go on"},
            {"role":"system","content":"mind the gap"} ],
          "tools":[{"name":"f","input_schema":{"z":1,"type":"object","a":{"maximum":18446744073709551615,"minimum":1.10}}},{"type":"web_fetch_20250910","name":"web_fetch"}],
          "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"xhigh"},"thinking":{"type":"adaptive","display":"omitted"},
          "unheard_of":[1,2.50,{"deep":[[[]]]}], "metadata":{"user_id":"k"}	}
        """;

    [Fact]
    public async Task A_request_is_unchanged_except_for_the_model()
    {
        var body = Odd.Replace("1.0e3", "1000");
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(body)).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(body.Replace("\"test/opus-5.5\"", "\"claude-opus-5-5\""));
        gateway.Claude.LastRequest.Path.ShouldBe("/v1/messages");
    }

    [Fact]
    public async Task Of_the_clients_headers_only_version_and_betas_reach_the_provider()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55), ("anthropic-version", "2026-10-21"), ("anthropic-beta", "effort-2025-11-24,never-heard-of-2027-01-01"), ("x-app", "cli"))).ShouldBe(200);

        var request = gateway.Claude.LastRequest;
        request.Header("anthropic-version").ShouldBe("2026-10-21");
        request.Header("anthropic-beta").ShouldBe("effort-2025-11-24,never-heard-of-2027-01-01");
        request.Header("x-api-key").ShouldBe("sk-upstream-claude-credential");
        request.Header("Authorization").ShouldBeNull();
        request.Header("x-app").ShouldBeNull();
        request.Everything.ShouldNotContain("jinf_");
    }

    [Fact]
    public async Task A_request_without_a_version_gets_the_default_version()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55))).ShouldBe(200);

        gateway.Claude.LastRequest.Header("anthropic-version").ShouldBe("2023-06-01");
    }

    [Fact]
    public async Task An_unstreamed_answer_is_unchanged()
    {
        const string Body = """{ "model":"claude-x", "content":[{"type":"text","text":"\u00e9 1.0"}], "id":"msg_1","stop_reason":"end_turn" ,"stop_details":null, "usage":{"input_tokens":3,"output_tokens":5} }""";
        gateway.Claude.Script(Replies.Json(Body));

        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));

        answer.Body.ShouldBe(Body);
        answer["x-jusinfer-cost-usd"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_stream_is_unchanged_except_for_the_cost_in_its_last_usage()
    {
        var stream = MessagesWire.Stream(MessagesWire.Thinking(0, "EqQB", "let me ", "see") + MessagesWire.Text(1, "é ", "😀") + MessagesWire.Call(2, "toolu_1", "f", "", "{\"a\":", "1}"), "tool_use");
        gateway.Claude.Script(Replies.Sse(stream));

        var answer = await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Sonnet45));

        answer.ShouldBe(200);
        var extension = MessageStream.Of(answer).Delta.GetProperty("x_jusinfer");
        extension.GetProperty("model").GetString().ShouldBe(MessagesHost.Sonnet45);
        extension.GetProperty("attempts").GetInt32().ShouldBe(1);
        extension.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        answer.Body.ShouldBe(stream.Replace("{\"output_tokens\":20}}", $"{{\"output_tokens\":20}},\"x_jusinfer\":{extension.GetRawText()}}}"));
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(decimal.Parse(extension.GetProperty("cost_usd").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(20);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(100);
    }

    [Fact]
    public async Task A_call_that_its_block_start_contains_is_counted_if_the_provider_reports_no_usage()
    {
        gateway.Claude.Script(Replies.Sse(
            MessagesWire.Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null}}""")
            + MessagesWire.BlockStart(0, """{"type":"tool_use","id":"toolu_1","name":"read","input":{"path":"a.txt"}}""") + MessagesWire.BlockStop(0)
            + MessagesWire.Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null}}""") + MessagesWire.Stop));

        var answer = await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(5, "4 bytes of name and 16 of arguments");
    }

    [Fact]
    public async Task Missing_event_names_are_added()
    {
        gateway.Claude.Script(Replies.Sse(string.Concat(MessagesWire.TextStream("ab").Split('\n').Where(static line => !line.StartsWith("event:", StringComparison.Ordinal)).Select(static line => line + "\n"))));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55)));

        stream.Names.ShouldBe("message_start ping content_block_start content_block_delta content_block_stop message_delta message_stop");
        stream.Text.ShouldBe("ab");
    }

    [Theory]
    [InlineData(MessagesHost.Path)]
    [InlineData("/v1/messages?beta=true")]
    [InlineData("/messages")]
    [InlineData("/v1/v1/messages")]
    public async Task Every_spelling_of_the_path_is_accepted(string path)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        var answer = await MessagesHost.AskAsync(await gateway.Team.MintAsync(), MessagesHost.Asking(MessagesHost.Opus55), path);

        answer.ShouldBe(200);
    }
}
