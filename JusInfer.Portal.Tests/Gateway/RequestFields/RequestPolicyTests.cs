using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>What the request policy of a provider does with requests, over sockets.</summary>
public sealed class RequestPolicyTests(PolicyHost gateway) : IClassFixture<PolicyHost>
{
    private const string Function = """{"type":"function","name":"f","parameters":{"type":"object","properties":{}},"strict":false}""";

    public static TheoryData<string, string, bool> Pairs =>
    [
        .. from client in (string[])["chat", "messages", "responses"]
        from model in (string[])[PolicyHost.Chat, PolicyHost.Claude, PolicyHost.Responses]
        from isFirst in (bool[])[true, false]
        select (client, model, isFirst),
    ];

    [Theory]
    [InlineData("\"models\":[\"test/expensive\"]", "models")]
    [InlineData("\"mod\\u0065ls\":[\"test/expensive\"]", "models")]
    [InlineData("\"provider\":{\"order\":[\"x\"]}", "provider")]
    public async Task A_key_for_one_model_gets_no_other_one_through_fields_of_the_provider(string field, string name)
    {
        gateway.Upstream.Script();
        var limited = await gateway.Team.MintAsync(new { name = "limited", models = new[] { PolicyHost.Chat } });

        var answer = await limited.AskAsync(Caller.Asking(PolicyHost.Chat, extra: $",{field}"));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain($"'{name}'");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hosted_tool_without_a_price_is_removed_and_the_rest_stays_as_it_is()
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));

        (await gateway.RespondAsync(PolicyHost.Responses, $"\"tools\":[{{\"type\":\"web\\u005fsearch\",\"x\":1}}, {Function}],\"tool_choice\" : \"auto\",\"odd\":1.0")).ShouldBe(200);

        gateway.Upstream.LastRequest.Text.ShouldEndWith($"\"tools\":[ {Function}],\"tool_choice\" : \"auto\",\"odd\":1.0}}");
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"auto\",\"parallel_tool_calls\":true,\"odd\":1")]
    [InlineData("\"tool_choice\":\"none\",\"odd\":1,\"tools\":[{\"type\":\"web_search\"},{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}]")]
    [InlineData("\"odd\":1,\"tools\":[{\"type\":\"mcp\",\"server_label\":\"x\",\"server_url\":\"https://x\"}]")]
    public async Task Without_any_tool_left_the_request_has_no_field_about_tools(string fields)
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));

        (await gateway.RespondAsync(PolicyHost.Responses, fields)).ShouldBe(200);

        var sent = gateway.Upstream.LastRequest.Json;
        sent.EnumerateObject().Select(static property => property.Name).Order().ShouldBe(["input", "model", "odd", "store"]);
    }

    [Theory]
    [InlineData("\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"required\"")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"},FUNCTION],\"tool_choice\":{\"type\":\"web_search\"}")]
    [InlineData("\"tools\":[{\"type\":\"web_search\"},FUNCTION],\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"web_search\"}]}")]
    public async Task A_required_hosted_tool_without_a_price_is_rejected(string fields)
    {
        gateway.Upstream.Script();

        var answer = await gateway.RespondAsync(PolicyHost.Responses, fields.Replace("FUNCTION", Function));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("web_search");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"web_search\"},{\"type\":\"function\",\"name\":\"f\"}]}", "{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}")]
    [InlineData("{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"web_search\"}]}", "\"none\"")]
    [InlineData("{\"type\":\"function\",\"name\":\"f\"}", "{\"type\":\"function\",\"name\":\"f\"}")]
    [InlineData("\"required\"", "\"required\"")]
    public async Task A_tool_choice_among_the_other_tools_stays_valid(string choice, string expected)
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));

        (await gateway.RespondAsync(PolicyHost.Responses, $"\"tools\":[{{\"type\":\"web_search\"}},{Function}],\"tool_choice\":{choice}")).ShouldBe(200);

        gateway.Upstream.LastRequest.Json.GetProperty("tool_choice").GetRawText().ShouldBe(expected);
        gateway.Upstream.LastRequest.Json.GetProperty("tools").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_cache_marker_of_a_removed_tool_is_on_the_last_tool_that_stays()
    {
        gateway.Upstream.Always(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.MessageAsync(PolicyHost.Claude, "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}},{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]")).ShouldBe(200);

        gateway.Upstream.LastRequest.Json.GetProperty("tools").GetRawText()
            .ShouldBe("""[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]""");
    }

    /// <summary>The marker went into the tools that were cut, and the call ended with 500.</summary>
    [Fact]
    public async Task Without_any_tool_left_no_tool_has_a_cache_marker()
    {
        gateway.Upstream.Always(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.MessageAsync(
            PolicyHost.Claude, "\"system\":\"s\",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],\"odd\":1")).ShouldBe(200);

        gateway.Upstream.LastRequest.Json.TryGetProperty("tools", out _).ShouldBeFalse();
        gateway.Upstream.LastRequest.Text.ShouldEndWith(",\"odd\":1}");
    }

    /// <summary>
    /// Providers answer 400 to an empty list of tools (JetBrains/koog#786, runebookai/tome#87) and to a choice among none
    /// (writer/writer-framework#1013).
    /// </summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Without_any_tool_left_no_provider_gets_a_field_about_tools(string client, string model, bool isFirst)
    {
        gateway.Upstream.Always(Replies.Json(model switch
        {
            PolicyHost.Chat => ChatSse.Completion("ab"),
            PolicyHost.Claude => MessagesWire.TextMessage("ab"),
            _ => ResponsesWire.Whole("ab"),
        }));
        var (tool, choice) = client switch
        {
            "messages" => ("web_search_20250305", """{"type":"auto","disable_parallel_tool_use":true}"""),
            _ => ("web_search", "\"auto\",\"parallel_tool_calls\":false"),
        };
        var tools = $"\"tools\":[{{\"type\":\"{tool}\",\"name\":\"web_search\"}}],\"tool_choice\":{choice}";
        const string Message = "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";
        var (path, question) = client switch
        {
            "messages" => ("/v1/messages", Message),
            "chat" => ("/v1/chat/completions", Message),
            _ => ("/v1/responses", "\"input\":\"hello\""),
        };

        var answer = await gateway.Caller.PostAsync(
            path, isFirst ? $"{{{tools},\"model\":\"{model}\",{question}}}" : $"{{\"model\":\"{model}\",{question},{tools}}}");

        answer.ShouldBe(200);
        gateway.Upstream.LastRequest.Json.EnumerateObject().Select(static property => property.Name)
            .ShouldNotContain(static name => name.Contains("tool"));
    }

    [Theory]
    [InlineData("flex", "default")]
    [InlineData("default", "default")]
    [InlineData("auto", "default")]
    public async Task A_response_claims_no_tier_that_was_not_asked_for(string requested, string claimed)
    {
        gateway.Upstream.Always(Replies.Json(ChatSse.Completion("ab")));

        var answer = await gateway.RespondAsync(PolicyHost.Chat, $"\"service_tier\":\"{requested}\"");

        answer.Json.GetProperty("service_tier").GetString().ShouldBe(claimed);
    }

    /// <summary>A tool by value in a system message (langchain-ai/langchainjs#11707) is billed as one in the list.</summary>
    [Theory]
    [InlineData("""{"role":"system","content":[{0}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"compaction","tool_changes":[{0}]}]},{"role":"user","content":"u"}""")]
    public async Task A_hosted_tool_in_a_message_is_rejected(string message)
    {
        gateway.Upstream.Script();
        const string Search = """{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"type":"web_search_20250305","name":"web_search"}}}""";

        var answer = await gateway.Caller.PostAsync(
            "/v1/messages",
            $$"""{"model":"{{PolicyHost.Claude}}","max_tokens":9,"messages":[{"role":"user","content":"u"},{{message.Replace("{0}", Search)}}]}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain("web_search_20250305");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_removed_tool_is_removed_for_a_provider_of_another_dialect_too()
    {
        gateway.Upstream.Always(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.MessageAsync(PolicyHost.Chat, "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}],\"tool_choice\":{\"type\":\"auto\"}")).ShouldBe(200);

        gateway.Upstream.LastRequest.Json.TryGetProperty("tools", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Values_without_effect_are_unchanged()
    {
        gateway.Upstream.Always(Replies.Json(ChatSse.Completion("ab")));
        const string Fields = "\"models\":[],\"provider\":null,\"plugins\":[],\"service_tier\":\"auto\",\"modalities\":[ \"text\" ],\"audio\":null,\"enable_search\":false,\"transforms\":[]";

        (await gateway.ChatAsync(PolicyHost.Chat, Fields)).ShouldBe(200);

        gateway.Upstream.LastRequest.Text.ShouldEndWith($",{Fields}}}");
    }

    [Fact]
    public async Task Only_the_betas_of_the_policy_are_removed()
    {
        gateway.Upstream.Always(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.MessageAsync(PolicyHost.Claude, "\"speed\":\"fast\"", ("anthropic-beta", "effort-2025-11-24, fast-mode-2026-02-01,context-1m-2025-08-07,never-heard-of"))).ShouldBe(200);

        gateway.Upstream.LastRequest.Header("anthropic-beta").ShouldBe("effort-2025-11-24,never-heard-of");
        gateway.Upstream.LastRequest.Json.TryGetProperty("speed", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("effort-2025-11-24;fast-mode-2026-02-01")]
    [InlineData("effort-2025-11-24 fast-mode-2026-02-01")]
    [InlineData("\"fast-mode-2026-02-01\"")]
    [InlineData("effort-2025-11-24,\tfast-mode\t-2026-02-01")]
    public async Task A_beta_that_a_provider_could_read_as_another_one_is_rejected(string betas)
    {
        gateway.Upstream.Always(Replies.Json(MessagesWire.TextMessage("ab")));
        var before = gateway.Upstream.Requests.Count;

        var answer = await gateway.MessageAsync(PolicyHost.Claude, "\"top_k\":1", ("anthropic-beta", betas));

        answer.ShouldBe(400);
        answer.Message.ShouldContain("anthropic-beta has a name with other characters than letters, digits");
        gateway.Upstream.Requests.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Calls_of_a_tool_with_a_price_are_billed()
    {
        const string Search = """{"id":"ws_ID","type":"web_search_call","status":"completed","action":{"type":"search","query":"x"}}""";
        var output = $"{Search.Replace("ID", "1")},{Search.Replace("ID", "2")},{ResponsesWire.Message("ab")}";
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Response(output)));

        var plain = await gateway.RespondAsync(PolicyHost.Responses, "\"odd\":1");
        var answer = await gateway.RespondAsync(PolicyHost.Priced, "\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"required\",\"unheard_of\":1");

        answer.ShouldBe(200);
        gateway.Upstream.LastRequest.Text.ShouldEndWith("\"tools\":[{\"type\":\"web_search\"}],\"tool_choice\":\"required\"}");
        var (receipt, cheaper) = (await gateway.Team.ReceiptAsync(answer.RequestId), await gateway.Team.ReceiptAsync(plain.RequestId));
        receipt.GetProperty("tool_cost_usd").GetDecimal().ShouldBe(0.02m);
        (receipt.GetProperty("cost_usd").GetDecimal() - cheaper.GetProperty("cost_usd").GetDecimal()).ShouldBe(0.02m);
    }

    [Fact]
    public async Task Searches_that_Anthropic_reports_are_billed()
    {
        const string Usage = """{"input_tokens":60,"output_tokens":20,"server_tool_use":{"web_search_requests":3,"web_fetch_requests":1}}""";
        gateway.Upstream.Always(Replies.Json(MessagesWire.Message("""{"type":"text","text":"ab"}""", usage: Usage)));

        var answer = await gateway.MessageAsync(PolicyHost.PricedClaude, "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":5}]");

        answer.ShouldBe(200);
        gateway.Upstream.LastRequest.Text.ShouldContain("web_search_20250305");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("tool_cost_usd").GetDecimal().ShouldBe(0.03m);
    }

    [Fact]
    public async Task A_service_tier_with_a_factor_changes_the_price()
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));

        var standard = await gateway.RespondAsync(PolicyHost.Priced, "\"service_tier\":\"default\"");
        var flex = await gateway.RespondAsync(PolicyHost.Priced, "\"service_tier\":\"flex\"");
        gateway.Upstream.LastRequest.Text.ShouldContain("\"service_tier\":\"flex\"");
        (await gateway.RespondAsync(PolicyHost.Priced, "\"service_tier\":\"priority\"")).ShouldBe(200);
        gateway.Upstream.LastRequest.Text.ShouldNotContain("priority");

        var (full, half) = (await gateway.Team.ReceiptAsync(standard.RequestId), await gateway.Team.ReceiptAsync(flex.RequestId));
        half.GetProperty("cost_usd").GetDecimal().ShouldBe(full.GetProperty("cost_usd").GetDecimal() / 2);
        half.GetProperty("service_tier").GetString().ShouldBe("flex");
    }

    [Fact]
    public async Task An_allowed_id_of_the_operators_account_is_sent()
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));
        const string Tools = "\"tools\":[{\"type\":\"file_search\",\"vector_store_ids\":[\"vs_1\"]}]";

        (await gateway.RespondAsync(PolicyHost.Priced, Tools)).ShouldBe(200);
        var rejected = await gateway.RespondAsync(PolicyHost.Responses, Tools);

        rejected.ShouldBe(400, "UNSUPPORTED");
        rejected.Message.ShouldContain("'vector_store_ids'");
        rejected.Message.ShouldContain("account");
    }

    [Fact]
    public async Task A_provider_that_rejects_a_part_is_skipped_for_one_that_allows_it()
    {
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));

        var answer = await gateway.RespondAsync(PolicyHost.Mixed, "\"tools\":[{\"type\":\"web_search\"}]");

        answer.ShouldBe(200);
        (answer["x-jusinfer-provider"], answer["x-jusinfer-attempts"]).ShouldBe(("priced", "1"));
    }

    [Fact]
    public async Task A_request_to_count_tokens_with_an_id_of_the_operators_account_is_rejected()
    {
        gateway.Upstream.Script();

        var answer = await gateway.Caller.PostAsync("/v1/messages/count_tokens", """{"model":"test/claude","messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"file_1"}}]}]}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain("'file_id'");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/completions")]
    public async Task Routing_fields_are_rejected_for_every_endpoint(string path)
    {
        gateway.Upstream.Script();

        var answer = await gateway.Caller.PostAsync(path, $$"""{"model":"{{PolicyHost.Chat}}","prompt":"x","input":"x","models":["y"]}""");

        answer.Status.ShouldBe(400);
        gateway.Upstream.Requests.ShouldBeEmpty();
    }
}
