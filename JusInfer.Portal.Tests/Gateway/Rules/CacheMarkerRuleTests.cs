using static JusInfer.Portal.Tests.Gateway.Rules.MarkedBody;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Cache markers on every way to Claude at OpenRouter and to Messages providers: which are added, and which of the client's stay
/// (getnao/nao#1384, NousResearch/hermes-agent#20957, BerriAI/litellm#38751, Wei-Shaw/sub2api#176, coder/mux#3112).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class CacheMarkerRuleTests
{
    [Fact]
    public void The_body_of_a_chat_client_is_marked_in_place()
    {
        const string Body =
            """
            { "model":"m","messages":[ {"role":"system","content":"caf\u00e9 \ud83d\ude00"}, {"content":"one","role":"user"},
            {"role":"assistant","content":"two \"quoted\" \\"},{"role":"user","content":[{"type":"text","text":"three"},
            {"type":"text","text":"four" },
            {"type":"image_url","image_url":{"url":"https://a/b.png"}}]}],
            "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{} }}},
            {"type":"function","function":{"name":"g"} }],"n":1,"temperature":1e0 }
            """;

        var (sent, adjusted) = Send("chat", "chat", Body);

        sent.ShouldBe(Body.Replace("\"m\"", $"\"{Claude}\"")
            .Replace("\"caf\\u00e9 \\ud83d\\ude00\"", $"[{{\"type\":\"text\",\"text\":\"caf\\u00e9 \\ud83d\\ude00\"{Mark}}}]")
            .Replace("\"two \\\"quoted\\\" \\\\\"", $"[{{\"type\":\"text\",\"text\":\"two \\\"quoted\\\" \\\\\"{Mark}}}]")
            .Replace("\"four\" }", $"\"four\" {Mark}}}")
            .Replace("{\"name\":\"g\"} }", $"{{\"name\":\"g\"}} {Mark}}}"));
        adjusted.ShouldBe("None");
    }

    [Theory]
    [InlineData(
        """{"role":"user","content":"u"},CALL,{"role":"tool","tool_call_id":"c1","content":"r"}""",
        "messages[0].content[0] messages[2].content[0]")]
    [InlineData(
        """
        {"role":"user","content":"u"},CALLS,{"role":"tool","tool_call_id":"c1","content":"r"},
        {"role":"tool","tool_call_id":"c2","content":"s"}
        """,
        "messages[0].content[0] messages[3].content[0]")]
    [InlineData("""{"role":"user","content":"u"},CALL,{"role":"tool","tool_call_id":"c1","content":" \n"}""", "messages[0].content[0]")]
    [InlineData(
        """
        {"role":"user","content":"u"},CALL,{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"r"}]},
        {"role":"assistant","content":"a"},{"role":"user","content":"v"}
        """,
        "messages[3].content[0] messages[4].content[0]")]
    [InlineData(
        """
        {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]},{"role":"assistant","content":"a"},
        {"role":"user","content":[{"type":"text","text":""},{"text":"v","type":"text"},{"type":"text","text":"\n"}]}
        """,
        "messages[1].content[0] messages[2].content[1]")]
    [InlineData(
        """{"role":"developer","content":"d"},{"role":"user","content":"u"},{"role":"assistant","content":"a"}""",
        "messages[0].content[0] messages[1].content[0] messages[2].content[0]")]
    [InlineData("""{"role":"user","content":"only"}""", "")]
    public void The_last_two_messages_with_a_text_or_a_result_are_marked(string messages, string marks)
    {
        var body = $$"""{"model":"m","messages":[{{messages.Replace("CALLS", TwoCalls).Replace("CALL", OneCall)}}]}""";

        Marks(Send("chat", "chat", body).Sent).ShouldBe(marks);
    }

    [Theory]
    [InlineData(OpenRouter, Claude, null, true)]
    [InlineData(OpenRouter, "anthropic/CLAUDE-opus-5", null, true)]
    [InlineData(OpenRouter, "openai/gpt-5", null, false)]
    [InlineData("http://engine.example/v1", "claude-distilled", null, false)]
    [InlineData("http://engine.example/v1", "sonnet", "anthropic", true)]
    [InlineData("https://api.groq.com/openai/v1", "m", "anthropic", true)]
    [InlineData(OpenRouter, Claude, "automatic", false)]
    [InlineData(OpenRouter, Claude, "none", false)]
    public void The_model_decides_unless_the_catalog_does(string address, string model, string? markers, bool isMarked)
    {
        const string Chat =
            """
            {"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}
            """;
        var messages = Chat.Replace("\"model\"", "\"max_tokens\":100,\"model\"");

        Marks(Send("chat", "chat", Chat, address, model, markers).Sent).Length.ShouldBe(isMarked ? 45 : 0);
        Marks(Send("messages", "chat", messages, address, model, markers).Sent).Length.ShouldBe(isMarked ? 45 : 0);
        Marks(Send("chat", "chat", Chat, address, model, markers, cacheCare: false).Sent).ShouldBe("");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("anthropic", true)]
    [InlineData("automatic", false)]
    [InlineData("none", false)]
    public void A_Messages_provider_has_markers_unless_the_catalog_says_otherwise(string? markers, bool isMarked)
    {
        const string Body =
            """
            {"model":"m","max_tokens":100,
            "messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}
            """;

        foreach (var client in (string[])["chat", "messages"])
        {
            var (sent, _) = Send(client, "messages", Body, "https://api.anthropic.com", "claude-opus-5-5", markers);

            (Marks(sent) != "").ShouldBe(isMarked, client);
        }
    }

    /// <summary>A marker anywhere is the client's, so that none of the gateway's precedes one of an hour.</summary>
    [Theory]
    [InlineData("""{"role":"system","content":[{"type":"text","text":"s"MARK}]},{"role":"user","content":"u"}""", "")]
    [InlineData("""{"role":"system","content":"s"},{"role":"user","content":"u"MARK}""", "")]
    [InlineData(
        """{"role":"user","content":"u"},CALL,{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"r"MARK}]}""",
        "")]
    [InlineData("""{"role":"user","content":"u"},CALL,{"role":"tool","tool_call_id":"c1","content":"r"MARK}""", "")]
    [InlineData(
        """{"role":"user","content":"u"},{"role":"assistant","content":"a"}""",
        ""","tools":[{"type":"function","function":{"name":"f"}MARK}]""")]
    [InlineData(
        """{"role":"user","content":"u"},{"role":"assistant","content":"a"}""",
        ""","tools":[{"type":"function","function":{"name":"f"MARK}}]""")]
    [InlineData("""{"role":"user","content":"u"},{"role":"assistant","content":"a"}""", "MARK")]
    public void The_clients_own_markers_stay_and_none_is_added(string messages, string fields)
    {
        foreach (var marker in (string[])[Mark, Hour])
        {
            var body = $$"""{"model":"m","messages":[{{messages.Replace("CALL", OneCall)}}]{{fields}},"temperature":0.5}"""
                .Replace("MARK", marker);
            var (sent, adjusted) = Send("chat", "chat", body);

            sent.ShouldBe(body.Replace("\"m\"", $"\"{Claude}\""));
            adjusted.ShouldBe("None");

            // Translated, the end of the prompt is marked instead of the request, and a result instead of its content.
            var translated = Send("chat", "messages", body, "https://api.anthropic.com", "claude-opus-5-5").Sent;
            Marks(translated).Split(' ').Length.ShouldBe(1, translated);
            Marks(translated).ShouldEndWith(marker == Hour ? "1h" : "]");
            Marks(translated).ShouldNotContain("].content[0].content");
        }
    }

    [Fact]
    public void A_marker_in_a_result_is_the_clients_in_the_Messages_dialect()
    {
        var body =
            $$$"""
            {"model":"m","max_tokens":100,"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"r"{{{Hour}}}}]}]}]}
            """;

        Send("messages", "messages", body, "https://api.anthropic.com", "m").Sent.ShouldBe(body);
        Marks(Send("messages", "chat", body).Sent).ShouldBe("messages[2].content[0]:1h");
    }

    [Theory]
    [InlineData(Mark, "tools[1]:1h system[1]:1h messages[0].content[1] messages[2].content[0]")]
    [InlineData("", "tools[1]:1h system[1]:1h messages[0].content[0] messages[0].content[1]")]
    public void Of_more_than_four_the_last_of_tools_and_system_and_the_last_two_of_the_messages_stay(string last, string marks)
    {
        var body =
            $$$"""
            {"model":"m","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"a"{{{Mark}}}},
            {"type":"text","text":"b"{{{Mark}}}}]},
            {"role":"assistant","content":"c"},{"role":"user","content":[{"type":"text","text":"d"{{{last}}}}]}],
            "system":[{"type":"text","text":"s"{{{Hour}}}},{"type":"text","text":"t"{{{Hour}}}}],
            "tools":[{"name":"f","description":"f"{{{Hour}}}},{"name":"g","description":"g"{{{Hour}}}}]}
            """;

        var (patched, adjusted) = Send("messages", "messages", body, "https://api.anthropic.com", "m");
        Marks(patched).ShouldBe(marks);
        adjusted.ShouldBe("UnknownFields");
        WithoutMarks(patched).ShouldBe(WithoutMarks(body));
        Marks(Send("messages", "chat", body).Sent).ShouldBe(marks
            .Replace("messages[2]", "messages[3]").Replace("messages[0]", "messages[1]").Replace("system", "messages[0].content"));
    }

    [Fact]
    public void Of_more_than_four_of_a_chat_client_the_same_stay()
    {
        var body =
            $$$"""
            {"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"s"{{{Hour}}}},
            {"type":"text","text":"t"{{{Hour}}}}]},
            {"role":"user","content":"a"{{{Hour}}}},{"role":"assistant","content":"b"{{{Mark}}}},
            {"role":"user","content":[{"type":"text","text":"c"{{{Mark}}}}]}],
            "tools":[{"type":"function","function":{"name":"f"}{{{Hour}}}},{"type":"function","function":{"name":"g"}}]}
            """;

        var (patched, adjusted) = Send("chat", "chat", body);
        Marks(patched).ShouldBe("tools[0]:1h messages[0].content[1]:1h messages[2] messages[3].content[0]");
        adjusted.ShouldBe("UnknownFields");
        Marks(Send("chat", "messages", body, "https://api.anthropic.com", "claude-opus-5-5").Sent)
            .ShouldBe("tools[0]:1h system[1]:1h messages[1].content[0] messages[2].content[0]");

        // A marker of the request is one of them.
        var automatic = body.Replace("\"model\"", "\"cache_control\":{\"type\":\"ephemeral\"},\"model\"");
        Marks(Send("chat", "chat", automatic).Sent).ShouldBe("tools[0]:1h messages[0].content[1]:1h messages[3].content[0] request");
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", null)]
    [InlineData("https://api.groq.com/openai/v1", null)]
    [InlineData("https://api.mistral.ai/v1", null)]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/openai", null)]
    [InlineData("http://engine.example/v1", "none")]
    public void A_host_that_rejects_the_field_gets_none_of_the_clients_markers(string address, string? markers)
    {
        const string Body =
            """
            {"cache_control": {"type":"ephemeral"},
            "model":"m","messages":[{"role":"system","content":"s","cache_control":{"type":"ephemeral"}},
            {"role":"user","cache_control":null,"content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},
            {"cache_control":{},"type":"text","text":"b"}]},
            CALL,{"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"r" , "cache_control":{"type":"ephemeral"} }]}],
            "tools":[{"cache_control":{"type":"ephemeral"},"type":"function","function":{"name":"f","cache_control":{"type":"ephemeral"}}}]}
            """;
        var body = Body.Replace("CALL", OneCall);

        var (sent, adjusted) = Send("chat", "chat", body, address, "m", markers);

        sent.ShouldNotContain("cache_control");
        WithoutMarks(sent).ShouldBe(WithoutMarks(body));
        adjusted.ShouldBe("UnknownFields");
    }

    [Fact]
    public void A_lenient_host_gets_them_as_they_are()
    {
        var body = $$$"""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"{{{Mark}}}}]}]}""";

        Send("chat", "chat", body, "http://engine.example/v1", "m").ShouldBe((body, "None"));
    }

    [Fact]
    public void A_field_that_is_null_is_no_marker_and_is_replaced()
    {
        const string Chat =
            """
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":null}]},
            {"role":"assistant","content":"b"}]}
            """;

        Marks(Send("chat", "chat", Chat).Sent).ShouldBe("messages[0].content[0] messages[1].content[0]");
        Send("chat", "chat", Chat).Sent.Split("cache_control").Length.ShouldBe(3);
        var messages = Chat.Replace("\"model\"", "\"max_tokens\":100,\"model\"");
        Send("messages", "messages", messages, "https://api.anthropic.com", "m").Sent.Split("cache_control").Length.ShouldBe(3);
    }

    /// <summary>
    /// Whatever a client sends: at most four markers go out, none of five minutes before one of an hour, and nothing else changes.
    /// </summary>
    [Theory]
    [InlineData("chat", "chat", OpenRouter)]
    [InlineData("chat", "messages", "https://api.anthropic.com")]
    [InlineData("messages", "messages", "https://api.anthropic.com")]
    [InlineData("messages", "chat", OpenRouter)]
    public void The_rules_hold_for_any_request(string client, string upstream, string address)
    {
        var random = new Random(33);
        for (var i = 0; i < 400; i++)
        {
            var body = RandomBody(random, isChat: client == "chat");
            var sent = Send(client, upstream, body, address, "claude-opus-5-5").Sent;

            var marks = Marks(sent).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            marks.Length.ShouldBeLessThanOrEqualTo(4, body);
            marks.Where(static mark => !mark.StartsWith("request", StringComparison.Ordinal)).SkipWhile(IsOfAnHour)
                .ShouldAllBe(static mark => !IsOfAnHour(mark), body);
            if (body.Contains("cache_control")) marks.Length.ShouldBeLessThanOrEqualTo(body.Split("cache_control").Length - 1, body);
            if (client != upstream) continue;
            WithoutMarks(sent).ShouldBe(WithoutMarks(Send(client, upstream, body, address, "claude-opus-5-5", "none").Sent), body);
        }
    }

    private static bool IsOfAnHour(string mark) => mark.EndsWith("1h", StringComparison.Ordinal);

    private static string RandomBody(Random random, bool isChat)
    {
        // Markers of an hour come first, as Anthropic requires of the client.
        var hours = random.Next(4);
        var share = random.Next(3) * 0.4;
        string NextMark() => random.NextDouble() >= share ? "" : hours-- > 0 ? Hour : Mark;
        string Part() => $$"""{"type":"text","text":"{{(random.Next(6) == 0 ? "" : $"t{random.Next(9)}")}}"{{NextMark()}}}""";
        string Parts() => random.Next(2) == 0
            ? "\"plain\""
            : $"[{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part()))}]";
        var tools = Enumerable.Range(0, random.Next(3)).Select(number => isChat
            ? $$$"""{"type":"function","function":{"name":"f{{{number}}}"}{{{NextMark()}}}}"""
            : $$"""{"name":"f{{number}}","input_schema":{"type":"object","properties":{} }{{NextMark()}}}""").ToArray();
        var system = random.Next(3) == 0 ? null : Parts();
        List<string> messages = [];
        if (isChat && system is not null) messages.Add($$"""{"role":"system","content":{{system}}}""");
        for (var i = 0; i < random.Next(1, 4); i++)
        {
            messages.Add($$"""{"role":"user","content":{{Parts()}}}""");
            messages.Add($$"""{"role":"assistant","content":{{Parts()}}}""");
        }

        messages.Add(isChat ? OneCall : """{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f0","input":{}}]}""");
        messages.Add(isChat
            ? $$"""{"role":"tool","tool_call_id":"c1","content":{{Parts()}}}"""
            : $$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":{{{Parts()}}}}]}""");
        var fields = (isChat || system is null ? "" : $",\"system\":{system}")
            + (tools.Length == 0 ? "" : $",\"tools\":[{string.Join(',', tools)}]");
        return $$"""{"model":"m","max_tokens":100,"messages":[{{string.Join(',', messages)}}]{{fields}}}""";
    }
}
