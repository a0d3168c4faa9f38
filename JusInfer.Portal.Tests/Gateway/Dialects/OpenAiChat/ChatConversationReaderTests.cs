using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests reading a complete request into a conversation, and the errors with their paths.</summary>
public sealed class ChatConversationReaderTests
{
    private const string User = """{"role":"user","content":"x"}""";

    [Theory]
    [InlineData("""{"role":"system","content":"be brief"}""", "System: text be brief")]
    [InlineData("""{"role":"developer","content":[{"type":"text","text":"be"},{"type":"text","text":"brief"}]}""", "Developer: text be, text brief")]
    [InlineData("""{"role":"user","content":""}""", "User: ")]
    [InlineData("""{"role":"user","content":null}""", "User: ")]
    [InlineData("""{"role":"user"}""", "User: ")]
    [InlineData("""{"role":"user","content":["bare",{"type":"image_url","image_url":"https://a/b.png"}]}""", "User: text bare, image https://a/b.png")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]}""", "User: image image/png AAAA low")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}}]}""", "User: file application/pdf BBBB a.pdf")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"CCCC","format":"wav"}}]}""", "User: audio CCCC wav")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}""", "User: text a {\"type\":\"ephemeral\"}")]
    [InlineData("""{"role":"assistant","reasoning_content":"hm","content":"so","refusal":"no"}""", "Assistant: reasoning hm, text so, refusal no")]
    [InlineData("""{"role":"assistant","reasoning":"hm","content":[{"type":"refusal","refusal":"no"}]}""", "Assistant: reasoning hm, refusal no")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}""", "Assistant: call a f {\"x\":1}")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}}]}""", "Assistant: call a f {\"x\":1}")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":""},"extra_content":{"google":{"thought_signature":"s"}}}]}""", "Assistant: call a f  {\"google\":{\"thought_signature\":\"s\"}}")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{"name":"patch","input":"*** Begin"}}]}""", "Assistant: custom call a patch *** Begin")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"jx_ZnVuY3Rpb25zLmY6MA","function":{"name":"f","arguments":"{}"}}]}""", "Assistant: call functions.f:0 f {}")]
    public void Every_kind_of_message_is_read(string message, string turn) => Describe(Read([message]).Turns[0]).ShouldBe(turn);

    [Fact]
    public void Consecutive_results_are_one_turn()
    {
        var conversation = Read([
            """{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":""}},{"id":"b","function":{"name":"f","arguments":""}}]}""",
            """{"role":"tool","tool_call_id":"a","content":"one"}""",
            """{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"two"},{"type":"image_url","image_url":{"url":"https://a/b"}}]}""",
            User]);

        conversation.Turns.Select(Describe).Skip(1).ShouldBe(["User: result a (text one), result b (text two, image https://a/b)", "User: text x"]);
        conversation.Turns[1].Path.ShouldBe("messages[1]");
    }

    [Fact]
    public void A_legacy_function_call_is_matched_with_its_result()
    {
        var turns = Read([User, """{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}""", """{"role":"function","name":"f","content":"done"}"""]).Turns;

        var call = turns[1].Parts.ShouldHaveSingleItem().ShouldBeOfType<Part.ToolCall>();
        turns[2].Parts.ShouldHaveSingleItem().ShouldBeOfType<Part.ToolResult>().CallId.ShouldBe(call.Id);
        call.Id.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f","description":"d","parameters":{"b":1,"a":2},"strict":true}}""", "Function f d {\"b\":1,\"a\":2} True")]
    [InlineData("""{"function":{"name":"f"}}""", "Function f   ")]
    [InlineData("""{"type":"function","name":"f","description":"d","parameters":{}}""", "Function f d {} ")]
    [InlineData("""{"type":"custom","custom":{"name":"patch","description":"d"}}""", "Custom patch d  ")]
    [InlineData("""{"type":"custom","name":"patch","format":{"type":"grammar"}}""", "Custom patch   ")]
    public void Tools_are_read_nested_or_flat(string tool, string description)
    {
        var read = Read([User], $",\"tools\":[{tool}]").Tools.ShouldHaveSingleItem();

        $"{read.Kind} {read.Name} {read.Description?.Decode()} {read.Schema?.GetRawText()} {read.Strict}".ShouldBe(description);
    }

    [Theory]
    [InlineData("", "Auto  f,g")]
    [InlineData(",\"tool_choice\":\"none\"", "None  f,g")]
    [InlineData(",\"tool_choice\":\"required\"", "Required  f,g")]
    [InlineData(",\"tool_choice\":\"any\"", "Required  f,g")]
    [InlineData(",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}}", "Named g f,g")]
    [InlineData(",\"tool_choice\":{\"type\":\"function\",\"name\":\"g\"}", "Named g f,g")]
    [InlineData(",\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"g\"}}", "Named g f,g")]
    [InlineData(",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}}]}}", "Required  g")]
    [InlineData(",\"tool_choice\":{\"type\":\"allowed_tools\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}", "Auto  f")]
    public void The_tool_choice_is_read_in_every_form(string choice, string description)
    {
        var read = Read([User], $$$""","tools":[{"function":{"name":"f"}},{"function":{"name":"g"}}]{{{choice}}}""");

        $"{read.ToolChoice.Mode} {read.ToolChoice.Name} {string.Join(',', read.Tools.Select(static tool => tool.Name))}".ShouldBe(description);
    }

    [Fact]
    public void Legacy_functions_are_read_as_tools()
    {
        var read = Read([User], ""","functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"}""");

        read.Tools.ShouldHaveSingleItem().Name.ShouldBe("f");
        read.ToolChoice.ShouldBe(ToolChoice.Named("f"));
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var read = Read([User], """
            ,"max_tokens":1,"max_completion_tokens":2,"stop":["a","b"],"temperature":1.0e0,"top_p":0.50,"top_k":3,"seed":9007199254740993,"n":2,"logprobs":true,"top_logprobs":4,
            "frequency_penalty":-0.0,"presence_penalty":1,"logit_bias":{"1":-100},"parallel_tool_calls":false,"reasoning_effort":"xhigh","verbosity":"low","metadata":{"a":"b"},
            "user":"u","safety_identifier":"s","prompt_cache_key":"k","service_tier":"flex",
            "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"maximum":18446744073709551615}}},"x":{"unheard":"of"}
            """);

        read.MaxOutputTokens.ShouldBe(2);
        read.Stop.Select(static stop => stop.Decode()).ShouldBe(["a", "b"]);
        (read.Sampling.Temperature?.GetRawText(), read.Sampling.TopP?.GetRawText(), read.Sampling.Seed?.GetRawText()).ShouldBe(("1.0e0", "0.50", "9007199254740993"));
        (read.Sampling.Choices, read.Sampling.Logprobs, read.Sampling.TopLogprobs).ShouldBe((2, true, 4));
        read.ParallelToolCalls.ShouldBe(false);
        read.Reasoning!.Effort.ShouldBe(Effort.XHigh);
        (read.User, read.CacheKey, read.ServiceTier, read.Verbosity).ShouldBe(("s", "k", "flex", "low"));
        var format = read.Format.ShouldBeOfType<OutputFormat.JsonSchema>();
        (format.Name, format.Strict, format.Schema.GetRawText()).ShouldBe(("n", true, """{"maximum":18446744073709551615}"""));
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"hologram"}]}""", "", "messages[0].content[1].type")]
    [InlineData("""{"role":"user","content":[{"text":"a"}]}""", "", "messages[0].content[0].type")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":7}]}""", "", "messages[0].content[0].text")]
    [InlineData("""{"role":"user","content":[{"type":"image_url"}]}""", "", "messages[0].content[0].image_url")]
    [InlineData("""{"role":"user","content":7}""", "", "messages[0].content")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}""", "", "messages[0].content[0].file.file_id")]
    [InlineData("""{"role":"narrator","content":"x"}""", "", "messages[0].role")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","type":"function"}]}""", "", "messages[0].tool_calls[0].function")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":[1]}}]}""", "", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"\ud800","function":{"name":"f"}}]}""", "", "messages[0].tool_calls[0].id")]
    [InlineData(User, ",\"tools\":[{\"type\":\"teleport\"}]", "tools[0].type")]
    [InlineData(User, ",\"tools\":[{\"type\":\"function\",\"function\":{\"description\":\"x\"}}]", "tools[0].function.name")]
    [InlineData(User, ",\"tool_choice\":\"maybe\"", "tool_choice")]
    [InlineData(User, ",\"tool_choice\":7", "tool_choice")]
    [InlineData(User, ",\"response_format\":{\"type\":\"yaml\"}", "response_format.type")]
    [InlineData(User, ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{}}", "response_format.json_schema.schema")]
    [InlineData(User, ",\"stop\":[1]", "stop[0]")]
    [InlineData(User, ",\"temperature\":\"hot\"", "temperature")]
    [InlineData(User, ",\"n\":-1", "n")]
    [InlineData(User, ",\"reasoning_effort\":\"utmost\"", "reasoning_effort")]
    public void An_invalid_field_is_reported_with_its_path(string message, string field, string param)
    {
        var error = Should.Throw<RequestFault>(() => Read([message], field)).Error;

        error.Param.ShouldBe(param);
        error.Message.ShouldContain(param);
        error.Status.ShouldBe(400);
    }

    private static Conversation Read(string[] messages, string fields = "") =>
        ChatConversationReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"a","messages":[{{string.Join(',', messages)}}]{{fields}}}"""));

    private static string Describe(Turn turn) => $"{turn.Role}: {string.Join(", ", turn.Parts.Select(Describe))}";

    private static string Describe(Part part)
    {
        var description = part switch
        {
            Part.Text text => $"text {text.Value.Decode()}",
            Part.Reasoning reasoning => $"reasoning {reasoning.Value.Decode()}",
            Part.Refusal refusal => $"refusal {refusal.Value.Decode()}",
            Part.Image image => $"image {Describe(image.Source)} {image.Detail}".TrimEnd(),
            Part.File file => $"file {Describe(file.Source)} {file.Name?.Decode()}",
            Part.Audio audio => $"audio {Encoding.ASCII.GetString(audio.Data.Utf8)} {audio.Format}",
            Part.ToolCall call => $"{(call.Kind == ToolKind.Custom ? "custom " : "")}call {call.Id} {call.Name} {call.Arguments.Decode()}{(call.Extra is { } extra ? $" {extra.GetRawText()}" : "")}",
            Part.ToolResult result => $"result {result.CallId} ({string.Join(", ", result.Content.Select(Describe))})",
            _ => "?",
        };
        return part.CacheControl is { } mark ? $"{description} {mark.GetRawText()}" : description;
    }

    private static string Describe(ImageSource source) => source.Data is { } data
        ? $"{source.MediaType} {Encoding.ASCII.GetString(data.Utf8)}"
        : source.Url!.Value.Decode();
}
