namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// System messages after the first one, on every way to an endpoint that accepts one (ollama/ollama#17774, vllm-project/vllm#41114,
/// earendil-works/pi#1048).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class SystemMessageTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string ToolCall =
        """{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}""";

    private const string Chat =
        """
        "messages":[{"role":"system","content":"A"},{"role":"developer","content":"B"},{"role":"user","content":"u1"},
        {"role":"assistant","content":"a1"},{"role":"system","content":"C"},{"role":"user","content":"u2"}]
        """;

    private const string Messages =
        """
        "max_tokens":100,"system":"A","messages":[{"role":"user","content":"u1"},{"role":"assistant","content":"a1"},
        {"role":"system","content":"C"},{"role":"user","content":"u2"}]
        """;

    private const string Responses =
        """
        "instructions":"A","input":[{"role":"developer","content":"B"},{"role":"user","content":"u1"},
        {"role":"assistant","content":"a1"},{"role":"developer","content":"C"},{"role":"user","content":"u2"}]
        """;

    [Theory]
    [InlineData("chat", "system A\n\nB\nuser u1\nassistant a1\nuser C\nuser u2")]
    [InlineData("messages", "system A\nuser u1\nassistant a1\nuser C\nuser u2")]
    [InlineData("responses", "system A\n\nB\nuser u1\nassistant a1\nuser C\nuser u2")]
    public async Task A_chat_provider_receives_one_system_message_at_the_start(string client, string expected)
    {
        var (answer, sent) = await host.SendAsync(client, "chat", Of(client));

        RuleHost.Turns(sent).ShouldBe(expected);
        (await host.AdjustedAsync(answer)).ShouldBe("system_messages");
    }

    [Theory]
    [InlineData("chat", "system A\n\nB\nuser u1\nassistant a1\nuser C\nuser u2")]
    [InlineData("messages", "system A\nuser u1\nassistant a1\nuser C\nuser u2")]
    [InlineData("responses", "system A\nuser B\nuser u1\nassistant a1\nuser C\nuser u2")]
    public async Task A_Responses_provider_receives_later_ones_as_user_messages(string client, string expected)
    {
        var (answer, sent) = await host.SendAsync(client, "responses", Of(client));

        RuleHost.Turns(sent).ShouldBe(expected);
        (await host.AdjustedAsync(answer)).ShouldBe("system_messages");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_Messages_provider_that_is_not_Anthropic_receives_later_ones_as_user_messages(string client)
    {
        var (_, sent) = await host.SendAsync(client, "messages", Of(client));

        var system = client == "messages" ? "system A" : "system AB";
        RuleHost.Turns(sent).ShouldStartWith($"{system}\nuser u1\nassistant a1\nuser C");
    }

    [Fact]
    public async Task None_stays_between_a_call_and_its_result()
    {
        var fields =
            $$"""
            "messages":[{"role":"user","content":"u1"},{"role":"assistant","content":null,"tool_calls":[{{ToolCall}}]},
            {"role":"system","content":"C"},{"role":"tool","tool_call_id":"call_1","content":"r"},{"role":"user","content":"u2"}]
            """;

        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var (_, sent) = await host.SendAsync("chat", upstream, fields);

            RuleHost.Turns(sent).ReplaceLineEndings(" ").ShouldStartWith("user u1 call result user C", customMessage: upstream);
        }
    }

    [Fact]
    public async Task None_stays_between_a_call_and_its_result_in_the_Messages_dialect()
    {
        const string Fields =
            """
            "max_tokens":100,"messages":[{"role":"user","content":"u1"},
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},{"role":"system","content":"C"},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"r"}]}]
            """;

        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var (_, sent) = await host.SendAsync("messages", upstream, Fields);

            RuleHost.Turns(sent).ReplaceLineEndings(" ").ShouldStartWith("user u1 call result user C", customMessage: upstream);
        }
    }

    [Theory]
    [InlineData("CALL,{\"role\":\"developer\",\"content\":\"C\"},RESULT", "call result user C user u2")]
    [InlineData("CALL,CALL2,RESULT,{\"role\":\"developer\",\"content\":\"C\"},RESULT2", "call call result result user C user u2")]
    [InlineData("CALL,RESULT,{\"role\":\"developer\",\"content\":\"C\"},CALL2,RESULT2", "call result user C call result user u2")]
    public async Task None_stays_between_a_call_and_its_result_in_the_Responses_dialect(string items, string expected)
    {
        const string Call = """{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}""";
        const string Result = """{"type":"function_call_output","call_id":"call_1","output":"r"}""";
        var input = items.Replace("CALL2", Call.Replace("call_1", "call_2")).Replace("RESULT2", Result.Replace("call_1", "call_2"))
            .Replace("CALL", Call).Replace("RESULT", Result);

        var (answer, sent) = await host.SendAsync(
            "responses", "responses", $$"""
            "input":[{"role":"user","content":"u1"},{{input}},{"role":"user","content":"u2"}]
            """);

        RuleHost.Turns(sent).ReplaceLineEndings(" ").ShouldBe($"user u1 {expected}");
        (await host.AdjustedAsync(answer)).ShouldBe("system_messages");
    }

    [Theory]
    [InlineData("", "developer A\nuser u1")]
    [InlineData("\"instructions\":null,", "developer A\nuser u1")]
    [InlineData("\"instructions\":\"x-anthropic-billing-header: a=b;\",", "developer A\nuser u1")]
    [InlineData("\"instructions\":\"I\",", "system I\nuser A\nuser u1")]
    public async Task The_first_item_of_a_Responses_request_is_one_of_them(string instructions, string expected)
    {
        var (_, sent) = await host.SendAsync(
            "responses", "responses", $$"""
            {{instructions}}"input":[{"role":"developer","content":"A"},{"role":"user","content":"u1"}]
            """);

        sent.Json.TryGetProperty("instructions", out var value);
        var lines = RuleHost.Turns(sent);
        (value.ValueKind == System.Text.Json.JsonValueKind.Null ? lines.Replace("system \n", "") : lines).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "developer A\nuser u1\nuser B\nassistant done\nuser C\nuser u2")]
    [InlineData("\"instructions\":\"I\",", "system I\nuser A\nuser u1\nuser B\nassistant done\nuser C\nuser u2")]
    public async Task Those_of_stored_responses_are_like_those_of_the_request(string instructions, string expected)
    {
        var (stored, _) = await host.SendAsync(
            "responses", "responses",
            """
            "input":[{"role":"developer","content":"A"},{"role":"user","content":"u1"},
            {"type":"message","id":"item_1","role":"developer","content":"B"}]
            """);

        var (answer, sent) = await host.SendAsync(
            "responses", "responses", $$"""
            {{instructions}}"previous_response_id":"{{stored.Json.GetProperty("id").GetString()}}",
            "input":[{"role":"developer","content":"C"},{"role":"user","content":"u2"}]
            """);

        RuleHost.Turns(sent).ShouldBe(expected);
        sent.Text.ShouldContain("\"msg_item_1\"");
        (await host.AdjustedAsync(answer)).ShouldBe("system_messages item_ids");
    }

    /// <summary>The policy removes the billing line of Claude Code, and the message if it contains nothing else.</summary>
    [Theory]
    [InlineData("\"x-anthropic-billing-header: a=b;\"", "system B")]
    [InlineData("\"x-anthropic-billing-header: a=b;\\nYou are\"", "system You are\n\nB")]
    [InlineData(
        """[{"type":"text","text":"x-anthropic-billing-header: a=b;"},{"type":"text","text":"You are"}]""", "system You are\n\nB")]
    [InlineData("""[{"type":"text","text":"x-anthropic-billing-header: a=b;"}]""", "system B")]
    public async Task The_billing_line_does_not_keep_them_apart(string first, string expected)
    {
        var (_, sent) = await host.SendAsync(
            "chat", "chat", $$"""
            "messages":[{"role":"system","content":{{first}}},{"role":"developer","content":"B"},{"role":"user","content":"u"}]
            """);

        RuleHost.Turns(sent).ShouldBe($"{expected}\nuser u");
    }

    [Theory]
    [InlineData("\"content\":[]", "\"content\":\"B\"", "system B")]
    [InlineData("\"content\":[ ]", "\"content\":[{\"type\":\"text\",\"text\":\"B\"}]", "system B")]
    [InlineData("\"content\":\"\"", "\"content\":[{\"type\":\"text\",\"text\":\"B\"}]", "system B")]
    [InlineData("\"content\":null", "\"content\":\"B\"", "system B")]
    [InlineData("\"name\":\"n\"", "\"content\":\"B\"", "system B")]
    [InlineData("\"content\":\"A\"", "\"content\":[ ]", "system A")]
    [InlineData("\"content\":\"A\"", "\"content\":[]", "system A")]
    [InlineData("\"content\":\"A\"", "\"content\":null", "system A")]
    [InlineData("\"content\":[{\"type\":\"text\",\"text\":\"A\"}]", "\"content\":\"\"", "system A")]
    [InlineData("\"content\":[]", "\"content\":[ ]", "")]
    public async Task An_empty_one_is_left_out(string first, string second, string expected)
    {
        foreach (var role in (string[])["system", "developer"])
        {
            var (_, sent) = await host.SendAsync(
                "chat", "chat", $$"""
                "messages":[{"role":"{{role}}",{{first}}},{"role":"developer",{{second}}},{"role":"user","content":"u"}]
                """);

            RuleHost.Turns(sent).ShouldBe($"{expected}\nuser u".TrimStart());
            sent.Json.GetProperty("messages").GetArrayLength().ShouldBe(2);
        }
    }

    [Fact]
    public async Task What_the_catalog_says_wins_for_a_cloud_with_Claude()
    {
        var (answer, sent) = await host.SendAsync("messages", "cloud", Messages);

        RuleHost.Turns(sent).ShouldBe("system A\nuser u1\nassistant a1\nuser C\nuser u2");
        (await host.AdjustedAsync(answer)).ShouldBe("system_messages");
    }

    [Fact]
    public async Task Contents_with_parts_are_merged_part_by_part()
    {
        var (_, sent) = await host.SendAsync(
            "chat", "chat",
            """
            "messages":[{"role":"system","content":"A"},{"role":"system","content":[{"type":"text","text":"B"}]},
            {"role":"system","content":"C"},{"role":"user","content":"u"}]
            """);

        RuleHost.Turns(sent).ShouldBe("system A\n\nB\n\nC\nuser u");
    }

    [Theory]
    [InlineData("chat", """ "messages" : [ {"role":"system","content":"A"} , {"role":"user","content":"u"}],"x":1.0""")]
    [InlineData("lenient", """ "messages" : [{"role":"system","content":"A"},{"role":"system","content":"B"},{"role":"user","content":"u"}]""")]
    public async Task A_body_that_the_endpoint_accepts_stays_as_it_is(string model, string fields)
    {
        var (answer, sent) = await host.SendAsync("chat", model, fields);

        sent.Text.ShouldBe($$"""{"model":"m",{{fields}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    private static string Of(string client) => client switch { "chat" => Chat, "messages" => Messages, _ => Responses };
}
