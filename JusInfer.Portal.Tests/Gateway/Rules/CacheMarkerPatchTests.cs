using System.Text.Json.Nodes;
using static JusInfer.Portal.Tests.Gateway.Rules.MarkedBody;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>Cache markers in a body that is changed for other rules, too.</summary>
[Trait("Promise", "P-1")]
public sealed class CacheMarkerPatchTests
{
    /// <summary>The same body is also patched for system messages, the billing line, reasoning, schemas and a continuation.</summary>
    [Theory]
    [InlineData(
        """
        {"role":"system","content":"A"},{"role":"system","content":"B"},{"role":"user","content":"u"},{"role":"assistant","content":"a"}
        """,
        "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData(
        """
        {"role":"system","content":"A"},{"role":"system","content":[{"type":"text","text":"B"}]},{"role":"user","content":"u"},
        {"role":"assistant","content":"a"}
        """,
        "messages[1].content[0] messages[2].content[0]")]
    [InlineData(
        """{"role":"user","content":"u"},CALL,{"role":"system","content":"C"},{"role":"tool","tool_call_id":"c1","content":"r"}""",
        "messages[0].content[0] messages[2].content[0]")]
    [InlineData(
        """{"role":"user","content":"u"},{"role":"assistant","content":"a"},{"role":"system","content":"C"}""",
        "messages[1].content[0] messages[2].content[0]")]
    [InlineData(
        """
        {"role":"system","content":"x-anthropic-billing-header: cc_version=2.1;"},{"role":"user","content":"u"},
        {"role":"assistant","content":"a"}
        """,
        "messages[0].content[0] messages[1].content[0]")]
    [InlineData(
        """
        {"role":"system","content":"x-anthropic-billing-header: cc_version=2.1;\nYou are"},{"role":"user","content":"u"},
        {"role":"assistant","content":"a"}
        """,
        "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData(
        """
        {"role":"system","content":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1;"},{"type":"text","text":"You"}]},
        {"role":"user","content":"u"},{"role":"assistant","content":"a"}
        """,
        "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData(
        """
        {"role":"system","content":[{"type":"text","text":"You"},{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1;"}]},
        {"role":"user","content":"u"},{"role":"assistant","content":"a"}
        """,
        "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    public void Other_changes_of_the_body_go_with_markers(string messages, string marks)
    {
        const string Tools =
            """
            ,  "tools":[{"type":"function","function":{"name":"f","parameters":{"anyOf":[{"type":"object"}]}}},{"type":"web_search"}],
            "tool_choice":"auto","max_tokens":90000
            """;
        var body = $$"""{"model":"m","messages":[{{messages.Replace("CALL", OneCall)}} ]{{Tools}}}""";
        foreach (var interrupted in (string?[])[null, "half a sen"])
        {
            var (sent, _) = Send("chat", "chat", body, interrupted: interrupted);

            // A continuation of an answer to the model's own turn is written anew.
            if (interrupted is null || !messages.TrimEnd().EndsWith("\"a\"}", StringComparison.Ordinal))
                Marks(sent).ShouldBe($"tools[0] {marks}", sent);
            Marks(sent).ShouldStartWith("tools[0] messages");
            WithoutMarks(sent).ShouldBe(WithoutMarks(Send("chat", "chat", body, cacheCare: false, interrupted: interrupted).Sent));
        }
    }

    /// <summary>The AI SDK has the marker beside the content.</summary>
    [Theory]
    [InlineData("", "\"B\",\"cache_control\":HOUR", "messages[0]:1h")]
    [InlineData(",\"cache_control\":null", "\"B\",\"cache_control\":HOUR", "messages[0]:1h")]
    [InlineData(",\"cache_control\":HOUR", "\"B\",\"cache_control\":FIVE", "messages[0]:1h")]
    [InlineData("", "[{\"type\":\"text\",\"text\":\"B\"}],\"cache_control\":HOUR", "messages[0]:1h")]
    [InlineData("", "[{\"type\":\"text\",\"text\":\"B\",\"cache_control\":HOUR}]", "messages[0].content[2]:1h")]
    [InlineData("", "[]", "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData("", "[ ]", "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData("", "[{\"type\":\"text\",\"text\":\" \"}]", "messages[1].content[0] messages[2].content[0]")]
    public void The_markers_of_system_messages_that_are_joined_stay(string first, string second, string marks)
    {
        var body =
            $$"""
            {"model":"m","messages":[{"role":"system","content":"A"{{first}}},{"role":"system","content":{{second}}},
            {"role":"user","content":"u"},{"role":"assistant","content":"a"}]}
            """.Replace("HOUR", """{"type":"ephemeral","ttl":"1h"}""").Replace("FIVE", """{"type":"ephemeral"}""");

        var (sent, _) = Send("chat", "chat", body);

        Marks(sent).ShouldBe(marks, sent);
        sent.Split("\"cache_control\"").Length.ShouldBe(marks.Split(' ').Length + 1, sent);
    }

    [Fact]
    public void A_continuation_follows_a_system_message_that_moves_to_the_end()
    {
        foreach (var space in (string[])["", " "])
        {
            var body =
                $$"""
                {"model":"m","messages":[{"role":"user","content":"u"},CALL,{"role":"system","content":"C"},
                {"role":"tool","tool_call_id":"c1","content":"r"}{{space}}]}
                """;

            var (sent, _) = Send("chat", "chat", body.Replace("CALL", OneCall), interrupted: "half a sen");

            JsonNode.Parse(sent)!["messages"]!.AsArray().Select(static message => (string?)message!["role"])
                .ShouldBe(["user", "assistant", "tool", "user", "assistant", "user"]);
        }
    }

    /// <summary>A change within what is removed or replaced as a whole has no effect.</summary>
    [Fact]
    public void Changes_of_what_is_removed_are_dropped()
    {
        var thinking =
            $$$"""
            {"model":"m","max_tokens":100,"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":""{{{Mark}}}}]},{"role":"user","content":"v"}]}
            """;
        JsonNode.Parse(Send("messages", "messages", thinking, "http://engine.example", "m", "none").Sent)!["messages"]![1]!["content"]!
            .AsArray().Count.ShouldBe(1);

        var named =
            $$"""
            {"model":"m","messages":[{"role":"system","content":"A"},{"role":"system","content":"B","tool_call_id":"c1"},
            {"role":"user","content":"u"},{{OneCall}},{"role":"tool","tool_call_id":"c1","content":"r"}]}
            """;
        JsonNode.Parse(Send("chat", "chat", named, "https://api.mistral.ai/v1", "mistral-small").Sent)!["messages"]!
            .AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public void The_clients_markers_in_system_messages_that_are_moved_or_joined_are_removed_too()
    {
        var body =
            $$$"""
            {"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"A"{{{Mark}}}}]},
            {"role":"system","content":[{"type":"text","text":"B"{{{Mark}}}}]},{"role":"user","content":"u"},{{{OneCall}}},
            {"cache_control":{"type":"ephemeral"},"role":"system"{{{Mark}}},"content":[{"type":"text","text":"C"{{{Mark}}}}]},
            {"role":"tool","tool_call_id":"c1","content":"r"}]}
            """;

        var (sent, adjusted) = Send("chat", "chat", body, "https://api.mistral.ai/v1", "m");

        sent.ShouldNotContain("cache_control");
        JsonNode.Parse(sent)!["messages"]!.AsArray().Select(static message => (string?)message!["role"])
            .ShouldBe(["system", "user", "assistant", "tool", "user"]);
        adjusted.ShouldBe("SystemMessages, UnknownFields");
    }
}
