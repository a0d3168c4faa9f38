using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>Tests that Claude Code's billing line, and nothing else of the system prompt, is removed for every provider but Anthropic.</summary>
public sealed class BillingLineTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Line = "x-anthropic-billing-header: cc_version=2.1.328.a25; cc_entrypoint=cli;";

    private const string OldLine = "x-anthropic-billing-header: cc_version=2.1.29.f00; cc_entrypoint=cli; cch=CCH;";

    [Theory]
    [InlineData("""
        "LINE\nYou are an agent.\nBe brief."
        """, """
        "You are an agent.\nBe brief."
        """)]
    [InlineData("""
        "LINE\r\nYou are an agent."
        """, """
        "You are an agent."
        """)]
    [InlineData("""
        "LINE\n\nYou are an agent."
        """, """
        "\nYou are an agent."
        """)]
    [InlineData("""
        "LINE You are an agent; x=1 is a pair."
        """, """
        " You are an agent; x=1 is a pair."
        """)]
    [InlineData("""
        "x-anthropic-billing-header: cc_version=2.1.328.a25; cc_gateway=1\nYou are an agent."
        """, """
        "You are an agent."
        """)]
    [InlineData("""
        [{"type":"text","text":"LINE\nYou are an agent.","cache_control":{"type":"ephemeral"}}]
        """, """
        [{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral"}}]
        """)]
    [InlineData("""
        [{"type":"text","text":"LINE"},{"type":"text","text":"You are an agent."}]
        """, """
        [{"type":"text","text":"You are an agent."}]
        """)]
    [InlineData("""
        [{"type":"text","text":"OLDLINE"},{"type":"text","text":"You are an agent."},{"type":"text","text":"Rules."}]
        """, """
        [{"type":"text","text":"You are an agent."},{"type":"text","text":"Rules."}]
        """)]
    [InlineData("""
        [{"type":"text","text":"You are an agent."},{"type":"text","text":"LINE\nRules."}]
        """, """
        [{"type":"text","text":"You are an agent."},{"type":"text","text":"Rules."}]
        """)]
    [InlineData("""
        "x-anthropic-billing-header: of course"
        """, """
        "x-anthropic-billing-header: of course"
        """)]
    [InlineData("""
        "You see: LINE"
        """, """
        "You see: LINE"
        """)]
    public async Task Only_the_line_is_removed_from_a_request_to_another_provider_of_the_same_dialect(string system, string expected)
    {
        gateway.Chat.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Kimi, Marked($",\"system\":{Filled(system)}")))).ShouldBe(200);

        gateway.Chat.LastRequest.Text.ShouldBe(MessagesHost.Asking("kimi-k2", Marked($",\"system\":{Filled(expected)}")));
    }

    [Theory]
    [InlineData("""
        "LINE"
        """)]
    [InlineData("""
        "LINE\n"
        """)]
    [InlineData("""
        [{"type":"text","text":"LINE"}]
        """)]
    public async Task A_system_prompt_with_nothing_else_is_removed(string system)
    {
        gateway.Chat.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Kimi, $",\"system\":{Filled(system)}"))).ShouldBe(200);

        gateway.Chat.LastRequest.Json.TryGetProperty("system", out _).ShouldBeFalse();
        gateway.Chat.LastRequest.Text.ShouldNotContain("billing");
    }

    [Theory]
    [InlineData("""
        "LINE\nYou are an agent."
        """)]
    [InlineData("""
        [{"type":"text","text":"LINE\nYou are an agent."}]
        """)]
    [InlineData("""
        [{"type":"text","text":"LINE"},{"type":"text","text":"You are an agent."}]
        """)]
    public async Task The_rest_of_the_system_prompt_reaches_a_model_behind_another_dialect(string system)
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt, $",\"system\":{Filled(system)}"))).ShouldBe(200);

        var message = gateway.Chat.LastRequest.Json.GetProperty("messages")[0];
        message.GetProperty("role").GetString().ShouldBe("system");
        message.GetProperty("content").GetString().ShouldBe("You are an agent.");
    }

    [Fact]
    public async Task Anthropic_receives_the_line()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        var system = Marked($",\"system\":[{{\"type\":\"text\",\"text\":\"{Line}\"}}]");

        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55, system))).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(MessagesHost.Asking("claude-opus-5-5", system));
    }

    [Theory]
    [InlineData("""
        {"role":"system","content":"LINE\nYou are an agent."}
        """, """
        {"role":"system","content":"You are an agent."},
        """)]
    [InlineData("""
        {"content":[{"type":"text","text":"LINE"},{"type":"text","text":"You are an agent."}],"role":"system"}
        """, """
        {"content":[{"type":"text","text":"You are an agent."}],"role":"system"},
        """)]
    [InlineData("""
        {"role":"system","content":"LINE"}
        """, "")]
    [InlineData("""
        {"role":"system","content":[{"type":"text","text":"LINE"}]}
        """, "")]
    [InlineData("""
        {"role":"user","content":"LINE"}
        """, """
        {"role":"user","content":"LINE"},
        """)]
    public async Task The_leading_system_message_of_a_chat_client_loses_it_too(string message, string expected)
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await ChatAsync(MessagesHost.Gpt, $"[{Filled(message)},{{\"role\":\"user\",\"content\":\"hello\"}}]")).ShouldBe(200);

        gateway.Chat.LastRequest.Json.GetProperty("messages").GetRawText().ShouldBe($"[{Filled(expected)}{{\"role\":\"user\",\"content\":\"hello\"}}]");
    }

    [Fact]
    public async Task The_instructions_of_a_Responses_client_lose_it_too()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        var body = $$"""{"model":"{{MessagesHost.Gpt}}","instructions":"{{Line}}\nYou are an agent.","input":"hello"}""";
        (await MessagesHost.AskAsync(await gateway.Team.MintAsync(), body, "/v1/responses")).ShouldBe(200);

        gateway.Chat.LastRequest.Json.GetProperty("messages")[0].GetProperty("content").GetString().ShouldBe("You are an agent.");
    }

    [Theory]
    [InlineData(MessagesHost.Kimi)]
    [InlineData(MessagesHost.Gpt)]
    public async Task Requests_that_differ_only_in_the_line_have_the_same_prompt_prefix_upstream(string model)
    {
        List<string> sent = [];
        foreach (var code in (string[])["0a1b2", "c3d4e"])
        {
            gateway.Chat.Script(Replies.Json(model == MessagesHost.Kimi ? MessagesWire.TextMessage("ab") : ChatSse.Completion("ab")));
            var system = $",\"system\":[{{\"type\":\"text\",\"text\":\"{OldLine.Replace("CCH", code)}\"}},{{\"type\":\"text\",\"text\":\"You are an agent.\"}}]";
            (await gateway.AskAsync(MessagesHost.Asking(model, system))).ShouldBe(200);
            sent.Add(gateway.Chat.LastRequest.Text);
        }

        sent[0].ShouldBe(sent[1]);
    }

    [Fact]
    public async Task After_a_failover_from_Anthropic_the_next_provider_does_not_receive_it()
    {
        gateway.Claude.Script(Replies.Error(503, "overloaded"));
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await ChatAsync(MessagesHost.MixedAnew, $"[{{\"role\":\"system\",\"content\":\"{Line}\\nYou are an agent.\"}},{{\"role\":\"user\",\"content\":\"hello\"}}]")).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldContain("billing");
        gateway.Chat.LastRequest.Text.ShouldNotContain("billing");
    }

    private async Task<GatewayAnswer> ChatAsync(string model, string messages) =>
        await MessagesHost.AskAsync(await gateway.Team.MintAsync(), $$"""{"model":"{{model}}","messages":{{messages}}}""", "/v1/chat/completions");

    private static string Filled(string json) => json.Trim().Replace("OLDLINE", OldLine).Replace("LINE", Line);

    /// <summary>With a tool that has a cache marker, so that the gateway adds none.</summary>
    private static string Marked(string extra) =>
        extra + ""","tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]""";
}
