using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Tests conversations that are written as chat completion requests: what each provider supports, and nothing that it rejects.
/// </summary>
public sealed class ChatRequestWriterTests
{
    private const string OpenAi = "https://api.openai.com/v1";
    private const string Engine = "http://engine.example/v1";

    [Theory]
    [InlineData("""{"role":"system","content":"be brief"}""", """{"role":"system","content":"be brief"}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a\u00e9"},{"type":"text","text":"b"}]}""", """{"role":"user","content":"a\u00e9\n\nb"}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}""", """{"role":"user","content":"a"}""")]
    [InlineData("""{"role":"user","name":"ann","content":"a"}""", """{"role":"user","name":"ann","content":"a"}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]}""", """{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]}""")]
    [InlineData("""{"role":"assistant","content":"so","reasoning_content":"hm"}""", """{"role":"assistant","reasoning_content":"hm","content":"so"}""")]
    [InlineData("""{"role":"assistant","content":null}""", """{"role":"assistant","content":""}""")]
    [InlineData("""{"role":"assistant","refusal":"no"}""", """{"role":"assistant","content":"no"}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}},"extra_content":{"google":{"thought_signature":"s"}}}]}""", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\u0022x\u0022:1}"},"extra_content":{"google":{"thought_signature":"s"}}}]}""")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","custom":{"name":"patch","input":"say \"hi\""}}]}""", """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"patch","arguments":"{\"input\":\"say \\\"hi\\\"\"}"}}]}""")]
    public void Every_kind_of_message_is_written(string message, string written) => Messages(Write([message])).ShouldBe([written]);

    [Theory]
    [InlineData(OpenAi, """{"role":"developer","content":"d"}""", "max_completion_tokens")]
    [InlineData(Engine, """{"role":"system","content":"d"}""", "max_tokens")]
    [InlineData("https://notopenai.com/v1", """{"role":"system","content":"d"}""", "max_tokens")]
    public void Only_OpenAI_receives_its_own_fields(string provider, string message, string limit)
    {
        var written = Write(["""{"role":"developer","content":"d"}"""], ",\"max_tokens\":7", provider);

        Messages(written).ShouldBe([message]);
        written.GetProperty(limit).GetInt32().ShouldBe(7);
    }

    [Theory]
    [InlineData(OpenAi, "24h")]
    [InlineData("https://api.groq.com/openai/v1", null)]
    [InlineData(Engine, null)]
    public void The_lifetime_of_the_cache_reaches_hosts_that_know_the_field(string provider, string? sent)
    {
        var written = Write([User], ",\"prompt_cache_retention\":\"24h\"", provider);

        (written.TryGetProperty("prompt_cache_retention", out var retention) ? retention.GetString() : null).ShouldBe(sent);
    }

    [Fact]
    public void A_file_URL_is_rejected_for_a_provider_that_fetches_no_files()
    {
        const string Message = """{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"https://a/b.pdf"}}]}""";

        Should.Throw<RequestFault>(() => Write([Message], provider: OpenAi)).Error.Param.ShouldBe("messages[0]");
        Messages(Write([Message])).ShouldBe([Message]);
    }

    [Theory]
    [InlineData("gpt-5", "none", "", "minimal", null)]
    [InlineData("gpt-5.1", "none", "", "none", "0.5")]
    [InlineData("gpt-5.1", "high", "", "high", null)]
    [InlineData("gpt-5.5", "high", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "none", "0.5")]
    [InlineData("gpt-5.4-mini", "high", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", null, "0.5")]
    [InlineData("upstream-name", "high", "", "high", "0.5")]
    public void A_reasoning_model_receives_what_its_generation_supports(string model, string effort, string tools, string? word, string? temperature)
    {
        var written = Write(["""{"role":"user","content":"a"}"""], $",\"temperature\":0.5,\"reasoning_effort\":\"{effort}\"{tools}", OpenAi, upstream: model);

        (written.TryGetProperty("reasoning_effort", out var property) ? property.GetString() : null).ShouldBe(word);
        (written.TryGetProperty("temperature", out var warmth) ? warmth.GetRawText() : null).ShouldBe(temperature);
    }

    [Theory]
    [InlineData(OpenAi, null)]
    [InlineData("https://api.mistral.ai/v1", null)]
    [InlineData("https://api.groq.com/openai/v1", "reasoning")]
    [InlineData("https://api.deepseek.com/v1", "reasoning_content")]
    public void Earlier_reasoning_is_written_in_the_field_of_the_provider(string provider, string? name)
    {
        var message = Write(["""{"role":"assistant","content":"so","reasoning_content":"hm"}"""], provider: provider).GetProperty("messages")[0];

        message.EnumerateObject().Select(static property => property.Name).Where(static property => property.Contains("reason")).ShouldBe(name is null ? [] : [name]);
    }

    [Fact]
    public void Images_in_results_follow_the_results_in_a_user_message()
    {
        var written = Write([
            """{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":""}},{"id":"b","function":{"name":"f","arguments":"{}"}}]}""",
            """{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"shot"},{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}""",
            """{"role":"tool","tool_call_id":"b","content":""}"""]);

        Messages(written).ShouldBe([
            """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]}""",
            """{"role":"tool","tool_call_id":"a","content":"shot"}""",
            """{"role":"tool","tool_call_id":"b","content":""}""",
            """{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}"""]);
    }

    [Fact]
    public void Tool_schemas_are_written_unchanged()
    {
        var written = Write([User], ""","tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{ "z":1, "type":"object","properties":{} },"strict":false}},{"type":"custom","custom":{"name":"patch","description":"p","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: x"}}}}],"tool_choice":"required","parallel_tool_calls":false""");

        written.GetProperty("tools")[0].GetRawText().ShouldBe("""{"type":"function","function":{"name":"f","description":"d","parameters":{ "z":1, "type":"object","properties":{} },"strict":false}}""");
        var custom = written.GetProperty("tools")[1].GetProperty("function");
        custom.GetProperty("name").GetString().ShouldBe("patch");
        custom.GetProperty("description").GetString().ShouldBe("p\n\nThe input must match this grammar:\n\nstart: x");
        custom.GetProperty("parameters").GetProperty("required")[0].GetString().ShouldBe("input");
        written.GetProperty("tool_choice").GetString().ShouldBe("required");
        written.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void The_answer_schema_is_written_unchanged()
    {
        const string Format = """{"type":"json_schema","json_schema":{"name":"n","schema":{"z":1,"maximum":18446744073709551615},"strict":true}}""";

        Write([User], $",\"response_format\":{Format}").GetProperty("response_format").GetRawText().ShouldBe(Format);
    }

    [Fact]
    public void Cache_markers_are_added_for_providers_that_use_them()
    {
        string[] conversation = ["""{"role":"system","content":"s"}""", User, """{"role":"assistant","content":"a"}""", User];
        var tools = ""","tools":[{"function":{"name":"f"}},{"function":{"name":"g"}}]""";

        var written = Write(conversation, tools, Engine, CacheMarkers.Anthropic);

        Marked(written).ShouldBe(["messages[0]", "messages[2]", "messages[3]", "tools[1]"]);
        Marked(Write(conversation, tools)).ShouldBeEmpty();
        Marked(Write(conversation, tools, Engine, CacheMarkers.Anthropic, cacheCare: false)).ShouldBeEmpty();
    }

    [Fact]
    public void Results_of_tools_are_marked_and_calls_without_text_are_not()
    {
        string[] conversation =
        [
            User, """{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}""", """{"role":"tool","tool_call_id":"a","content":"r"}""",
            """{"role":"assistant","tool_calls":[{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]}""", """{"role":"tool","tool_call_id":"b","content":"s"}""",
        ];

        var written = Write(conversation, "", Engine, CacheMarkers.Anthropic);

        Marked(written).ShouldBe(["messages[2]", "messages[4]"]);
        written.GetProperty("messages")[4].GetProperty("content").GetRawText().ShouldBe("""[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]""");
    }

    [Fact]
    public void A_prompt_that_will_hardly_be_repeated_gets_no_cache_markers() =>
        Marked(Write(["""{"role":"system","content":"s"}""", User], "", Engine, CacheMarkers.Anthropic)).ShouldBeEmpty();

    [Fact]
    public void The_clients_own_cache_markers_are_kept()
    {
        var written = Write(["""{"role":"system","content":"s"}""", """{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"b"}]}"""], "", Engine, CacheMarkers.Anthropic);

        Marked(written).ShouldBe(["messages[1]"]);
        written.GetProperty("messages")[1].GetProperty("content").GetRawText().ShouldBe("""[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"b"}]""");
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "{\"include_usage\":true}")]
    public void A_stream_always_requests_its_usage(bool stream, string? options)
    {
        var written = Write([User], stream ? ",\"stream\":true" : "");

        (written.TryGetProperty("stream_options", out var given) ? given.GetRawText() : null).ShouldBe(options);
        written.GetProperty("model").GetString().ShouldBe("upstream-name");
    }

    [Fact]
    public void The_output_limit_does_not_exceed_the_models_maximum() =>
        Write([User], ",\"max_tokens\":32000", model: TestCalls.Model with { MaxOutputTokens = 8192 }).GetProperty("max_tokens").GetInt32().ShouldBe(8192);

    [Theory]
    [InlineData(0, null)]
    [InlineData(4096, "low")]
    [InlineData(4097, "medium")]
    [InlineData(10240, "medium")]
    [InlineData(10241, "high")]
    public void A_thinking_budget_means_the_same_effort_at_every_upstream(int tokens, string? effort)
    {
        var written = Write([User], $$""","reasoning":{"max_tokens":{{tokens}}}""");

        (written.TryGetProperty("reasoning_effort", out var word) ? word.GetString() : null).ShouldBe(effort);
    }

    [Fact]
    public void A_model_without_reasoning_receives_no_effort() =>
        Write([User], ",\"reasoning_effort\":\"high\"", model: TestCalls.Model with { Capabilities = Capabilities.Tools }).TryGetProperty("reasoning_effort", out _).ShouldBeFalse();

    private const string User = """{"role":"user","content":"x"}""";

    /// <summary>Every session became full-price input while Anthropic was out and OpenRouter took over.</summary>
    [Theory]
    [InlineData("https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4.5", null, true)]
    [InlineData("https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4.5", "none", false)]
    [InlineData("https://openrouter.ai/api/v1", "anthropic/claude-sonnet-4.5", "automatic", false)]
    [InlineData("https://openrouter.ai/api/v1", "openai/gpt-5", null, false)]
    [InlineData("https://openrouter.ai/api/v1", "openai/gpt-5", "anthropic", true)]
    [InlineData(Engine, "claude-distilled", null, false)]
    public void Claude_behind_OpenRouter_gets_cache_markers(string address, string model, string? set, bool marked)
    {
        string[] conversation = ["{\"role\":\"system\",\"content\":\"s\"}", User, "{\"role\":\"assistant\",\"content\":\"a\"}", User];

        CacheMarkers? markers = set is null ? null : Enum.Parse<CacheMarkers>(set, ignoreCase: true);
        Marked(Write(conversation, "", address, markers, upstream: model)).Any().ShouldBe(marked);
    }

    private static JsonElement Write(string[] messages, string fields = "", string provider = Engine, CacheMarkers? markers = null, Model? model = null, string upstream = "upstream-name", bool cacheCare = true)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"a","messages":[{{string.Join(',', messages)}}]{{fields}}}""");
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(body).Value, model, TestCalls.Provider(provider, markers), upstream: upstream, cacheCare: cacheCare);
        using var conversation = ChatConversationReader.Read(body);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) ChatRequestWriter.Write(writer, conversation, call);
        return JsonElement.Parse(buffer.ToArray());
    }

    private static IEnumerable<string> Messages(JsonElement written) => written.GetProperty("messages").EnumerateArray().Select(static message => message.GetRawText());

    private static IEnumerable<string> Marked(JsonElement written) =>
        from list in (string[])["messages", "tools"]
        where written.TryGetProperty(list, out _)
        from item in written.GetProperty(list).EnumerateArray().Select(static (item, index) => (item, index))
        where item.item.GetRawText().Contains("cache_control")
        select $"{list}[{item.index}]";
}
