using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Tests chat completion requests that are written for Anthropic's models: what each supports, and nothing that it rejects.
/// </summary>
public sealed class MessagesRequestWriterTests
{
    private const string Sonnet = "claude-sonnet-4-5";
    private const string Opus = "claude-opus-5-5";
    private const string User = """{"role":"user","content":"hi"}""";

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a\u00e9"},{"type":"text","text":" \n"}]}""", """[{"role":"user","content":[{"type":"text","text":"a\u00e9"}]}]""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}""",
        """[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]}]""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]}""",
        """[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"a.pdf"}]}]""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"filename":"a.csv","file_data":"data:text/csv;base64,YSwiYiIKMSwyw6k="}}]}""",
        """[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,\"b\"\n1,2é"},"title":"a.csv"}]}]""")]
    [InlineData("""{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"system","content":"c"}""",
        """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}]}]""")]
    [InlineData("""{"role":"assistant","content":"hello"},{"role":"user","content":""},{"role":"assistant","content":"there"},{"role":"user","content":"b"}""",
        """[{"role":"user","content":[{"type":"text","text":"…"}]},{"role":"assistant","content":[{"type":"text","text":"hello"},{"type":"text","text":"there"}]},{"role":"user","content":[{"type":"text","text":"b"}]}]""")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","content":"begun \n"}""",
        """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"text","text":"begun"}]}]""")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"functions.f:0","function":{"name":"f","arguments":"{\"x\":1.50}"}},{"id":"b","function":{"name":"f","arguments":""}}]},{"role":"tool","tool_call_id":"functions.f:0","content":"r"},{"role":"user","content":"look"},{"role":"tool","tool_call_id":"b","content":[{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}""",
        """[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":[{"type":"tool_use","id":"jx_ZnVuY3Rpb25zLmY6MA","name":"f","input":{"x":1.50}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"jx_ZnVuY3Rpb25zLmY6MA","content":[{"type":"text","text":"r"}]},{"type":"tool_result","tool_use_id":"b","content":[{"type":"image","source":{"type":"url","url":"https://a/b.png"}}]},{"type":"text","text":"look"}]}]""")]
    public void Messages_are_written_in_the_order_of_the_dialect(string messages, string written) =>
        Write(Sonnet, messages).GetProperty("messages").GetRawText().Replace("\\u2026", "…").ShouldBe(written);

    [Fact]
    public void Leading_instructions_become_the_system_prompt_and_required_fields_are_set()
    {
        var written = Write(Sonnet, """{"role":"system","content":"s"},{"role":"developer","content":[{"type":"text","text":"d"}]},{"role":"user","content":"hi"}""", ",\"user\":\"ann\",\"stream\":true,\"service_tier\":\"default\"");

        written.GetProperty("system").GetRawText().ShouldBe("""[{"type":"text","text":"s"},{"type":"text","text":"d"}]""");
        written.GetProperty("model").GetString().ShouldBe(Sonnet);
        written.GetProperty("max_tokens").GetInt32().ShouldBe(8192);
        written.GetProperty("stream").GetBoolean().ShouldBeTrue();
        written.GetProperty("metadata").GetRawText().ShouldBe("""{"user_id":"ann"}""");
        written.GetProperty("service_tier").GetString().ShouldBe("standard_only");
    }

    [Theory]
    [InlineData(Sonnet, "none", null, null)]
    [InlineData(Sonnet, "low", """{"type":"enabled","budget_tokens":4096}""", null)]
    [InlineData(Sonnet, "high", """{"type":"enabled","budget_tokens":24576}""", null)]
    [InlineData("claude-sonnet-4-6", "medium", """{"type":"adaptive"}""", """{"effort":"medium"}""")]
    [InlineData(Opus, "high", """{"type":"adaptive","display":"summarized"}""", """{"effort":"high"}""")]
    [InlineData(Opus, "xhigh", """{"type":"adaptive","display":"summarized"}""", """{"effort":"xhigh"}""")]
    [InlineData(Opus, "max", """{"type":"adaptive","display":"summarized"}""", """{"effort":"max"}""")]
    [InlineData("claude-sonnet-4-6", "xhigh", """{"type":"adaptive"}""", """{"effort":"high"}""")]
    [InlineData(Opus, "none", null, """{"effort":"low"}""")]
    [InlineData("claude-sonnet-5-5", "none", """{"type":"between_tools"}""", null)]
    [InlineData("claude-sonnet-5", "none", """{"type":"disabled"}""", null)]
    [InlineData("claude-3-5-haiku-latest", "high", null, null)]
    public void An_effort_is_written_in_the_form_of_the_model(string model, string effort, string? thinking, string? config)
    {
        var written = Write(model, User, $",\"reasoning_effort\":\"{effort}\",\"max_completion_tokens\":30000,\"temperature\":0.2");

        Raw(written, "thinking").ShouldBe(thinking);
        Raw(written, "output_config").ShouldBe(config);
        written.GetProperty("max_tokens").GetInt32().ShouldBe(30000);
        Raw(written, "temperature").ShouldBe(ClaudeGeneration.From(model).SupportsSampling && thinking is null ? "0.2" : null);
    }

    [Theory]
    [InlineData(0, null, """{"effort":"low"}""")]
    [InlineData(4096, """{"type":"adaptive","display":"summarized"}""", """{"effort":"low"}""")]
    [InlineData(10240, """{"type":"adaptive","display":"summarized"}""", """{"effort":"medium"}""")]
    [InlineData(10241, """{"type":"adaptive","display":"summarized"}""", """{"effort":"high"}""")]
    public void A_thinking_budget_means_the_same_effort_at_every_upstream(int tokens, string? thinking, string config)
    {
        var written = Write(Opus, User, $$""","reasoning":{"max_tokens":{{tokens}}},"max_completion_tokens":30000""");

        Raw(written, "thinking").ShouldBe(thinking);
        Raw(written, "output_config").ShouldBe(config);
    }

    [Theory]
    [InlineData("\"temperature\":1.7,\"top_p\":0.5", "1", null)]
    [InlineData("\"top_p\":0.5", null, "0.5")]
    public void Sampling_values_stay_within_the_supported_range(string extra, string? temperature, string? topP)
    {
        var written = Write(Sonnet, User, $",{extra}");

        Raw(written, "temperature").ShouldBe(temperature);
        Raw(written, "top_p").ShouldBe(topP);
        Raw(Write(Opus, User, $",{extra}"), "temperature").ShouldBeNull();
    }

    [Fact]
    public void Stop_sequences_of_white_space_are_omitted() =>
        Raw(Write(Sonnet, User, ",\"stop\":[\"\\n\",\"END\"]"), "stop_sequences").ShouldBe("""["END"]""");

    [Fact]
    public void Tool_schemas_are_objects_and_strict_where_supported()
    {
        var written = Write(Opus, User, """
            ,"parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"a"}},
             {"type":"function","function":{"name":"b","description":"d","strict":true,"parameters":{"$schema":"x","properties":{"p":{"type":"string"}},"required":["p"],"additionalProperties":false}}},
             {"type":"function","function":{"name":"c","strict":true,"parameters":{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"additionalProperties":false}}},
             {"type":"custom","custom":{"name":"d"}}]
            """);

        Raw(written, "tools").ShouldBe(string.Concat(
            "[", """{"name":"a","input_schema":{"type":"object","properties":{}}}""", ",",
            """{"name":"b","description":"d","input_schema":{"type":"object","$schema":"x","properties":{"p":{"type":"string"}},"required":["p"],"additionalProperties":false},"strict":true}""", ",",
            """{"name":"c","input_schema":{"type":"object","properties":{"n":{"type":"integer","minimum":1}},"additionalProperties":false}}""", ",",
            """{"name":"d","input_schema":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}}""", "]"));
        Raw(written, "tool_choice").ShouldBe("""{"type":"auto","disable_parallel_tool_use":true}""");
    }

    [Theory]
    [InlineData(Sonnet, "\"required\"", """{"type":"any"}""", null)]
    [InlineData(Sonnet, "\"none\"", """{"type":"none"}""", null)]
    [InlineData(Sonnet, "\"auto\"", null, null)]
    [InlineData(Sonnet, """{"type":"function","function":{"name":"f"}}""", """{"type":"tool","name":"f"}""", null)]
    [InlineData(Opus, """{"type":"function","function":{"name":"f"}}""", null, "Answer by calling the tool f.")]
    public void A_required_tool_call_is_written_in_the_form_that_the_model_supports(string model, string choice, string? written, string? words)
    {
        var request = Write(model, User, $$$""","tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{{{choice}}}""");

        Raw(request, "tool_choice").ShouldBe(written);
        (request.TryGetProperty("system", out var system) ? system[0].GetProperty("text").GetString() : null).ShouldBe(words);
    }

    [Fact]
    public void A_schema_is_sent_as_structured_output()
    {
        const string Schema = """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";

        var written = Write(Sonnet, User, $$$""","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{Schema}}}}}""");

        written.GetProperty("output_config").GetProperty("format").GetRawText().ShouldBe($$$"""{"type":"json_schema","schema":{{{Schema}}}}""");
    }

    [Fact]
    public void A_model_without_prefill_is_asked_to_continue()
    {
        var messages = Write(Opus, """{"role":"user","content":"a"},{"role":"assistant","content":"begun "}""").GetProperty("messages");

        messages.GetArrayLength().ShouldBe(3);
        messages[2].GetProperty("content")[0].GetProperty("text").GetString()!.ShouldStartWith("Go on exactly");
    }

    [Fact]
    public void Cache_markers_are_written_for_providers_that_use_them()
    {
        var written = Write(Sonnet, """{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"user","content":"b"}""", """
            ,"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]
            """, CacheMarkers.Anthropic);

        foreach (var marked in (JsonElement[])[written.GetProperty("system")[0], written.GetProperty("tools")[1], written.GetProperty("messages")[0].GetProperty("content")[1]])
            marked.GetProperty("cache_control").GetRawText().ShouldBe("""{"type":"ephemeral"}""");
        written.GetRawText().Split("cache_control").Length.ShouldBe(4);
    }

    [Fact]
    public void The_last_two_messages_are_marked_and_a_prompt_that_will_hardly_be_repeated_is_not()
    {
        const string Step = """{"role":"user","content":"a"},{"role":"assistant","content":"b","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"r"}""";

        var messages = Write(Sonnet, Step, markers: CacheMarkers.Anthropic).GetProperty("messages");

        messages[0].GetRawText().ShouldNotContain("cache_control");
        messages[1].GetProperty("content")[1].TryGetProperty("cache_control", out _).ShouldBeTrue();
        messages[2].GetProperty("content")[0].TryGetProperty("cache_control", out _).ShouldBeTrue();
        messages.GetRawText().Split("cache_control").Length.ShouldBe(3);
        Write(Sonnet, """{"role":"system","content":"s"},{"role":"user","content":"a"}""", markers: CacheMarkers.Anthropic).GetRawText().ShouldNotContain("cache_control");
    }

    [Theory]
    [InlineData("application/zip", "UEsDBA==")]
    [InlineData("text/plain", "/w==")]
    public void A_file_that_is_neither_text_nor_PDF_is_rejected_with_its_path(string type, string data) =>
        Should.Throw<RequestFault>(() => Write(Sonnet, $$$"""{"role":"user","content":[{"type":"file","file":{"file_data":"data:{{{type}}};base64,{{{data}}}"}}]}"""))
            .Error.Param.ShouldBe("messages[0]");

    [Fact]
    public void Audio_is_rejected_with_its_path()
    {
        var fault = Should.Throw<RequestFault>(() => Write(Sonnet, """{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}"""));

        fault.Error.Code.ShouldBe("UNSUPPORTED");
        fault.Error.Param.ShouldBe("messages[0]");
    }

    private static string? Raw(JsonElement owner, string property) => owner.TryGetProperty(property, out var value) ? value.GetRawText() : null;

    private static JsonElement Write(string model, string messages, string extra = "", CacheMarkers markers = CacheMarkers.Automatic)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{messages}}]{{extra}}}""");
        var dialect = new ChatClientDialect();
        var provider = TestCalls.Provider("http://127.0.0.1", markers) with { Dialect = MessagesDialect.Id };
        var call = TestCalls.Create(dialect, dialect.Read(body, new DefaultHttpContext().Request).Value, provider: provider, upstream: model);
        using var conversation = ChatConversationReader.Read(body);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) MessagesRequestWriter.Write(writer, conversation, call);
        return JsonElement.Parse(buffer.ToArray());
    }
}
