using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using static JusInfer.Portal.Tests.Gateway.Rules.MediaRequests;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>Media in fields that other servers of a dialect have, and in results of tools.</summary>
[Trait("Promise", "P-1")]
public sealed class MediaFieldTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Report = "https://example.com/report.pdf";

    /// <summary>decolua/9router#913: vLLM's form of audio, which other servers took over.</summary>
    [Theory]
    [InlineData("""{"type":"audio_url","audio_url":{"url":"data:audio/wav;base64,DATA"}}""", "wav")]
    [InlineData("""{"type":"audio_url","audio_url":"data:audio/mpeg;base64,DATA"}""", "mp3")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"data:audio/x-wav;base64,DATA","format":"wav"}}""", "wav")]

    // zouharvi/last-translation-benchmark#201: the name of the format by the media type.
    [InlineData("""{"type":"input_audio","input_audio":{"data":"DATA","format":"audio/mpeg"}}""", "mp3")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"DATA","format":"mpeg"}}""", "mp3")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"DATA","format":"x-wav"}}""", "wav")]
    public async Task Audio_of_Chat_Completions_is_audio_of_Responses(string part, string format)
    {
        var (_, sent) = await host.SendAsync("chat", "responses", Chat(part.Replace("DATA", UrlSafePng, StringComparison.Ordinal)));

        PartOf(sent).GetRawText().ShouldBe($$$"""{"type":"input_audio","input_audio":{"data":"{{{Png}}}","format":"{{{format}}}"}}""");
    }

    /// <summary>simonw/llm-gemini#35: recordings of Telegram are application/ogg.</summary>
    [Theory]
    [InlineData("audio/mpeg", "mp3")]
    [InlineData("audio/mp3", "mp3")]
    [InlineData("audio/wave", "wav")]
    [InlineData("audio/x-aiff", "aiff")]
    [InlineData("audio/x-m4a", "m4a")]
    [InlineData("application/ogg", "ogg")]
    [InlineData("audio/ogg; codecs=opus", "ogg")]
    public async Task Audio_of_Gemini_has_the_format_of_its_type(string type, string format)
    {
        var answer = await host.Caller.PostAsync(
            "/v1beta/models/test/chat:generateContent", $"{{{Image("gemini", type, Png)}}}");

        answer.ShouldBe(200);
        PartOf(host["chat"].LastRequest).GetRawText()
            .ShouldBe($$$"""{"type":"input_audio","input_audio":{"data":"{{{Png}}}","format":"{{{format}}}"}}""");
    }

    [Fact]
    public async Task Audio_by_URL_is_rejected_with_its_path()
    {
        var answer = await AskAsync("responses", Chat("""{"type":"audio_url","audio_url":{"url":"https://example.com/a.mp3"}}"""));

        answer.ShouldBe(400);
        answer.Message.ShouldContain("'messages[0].content[1].audio_url.url'");
    }

    /// <summary>Portkey-AI/gateway#1075, openai/openai-go#588: the field of Responses.</summary>
    [Theory]
    [InlineData("""{"type":"file","file":{"file_url":"URL"}}""")]
    [InlineData("""{"type":"file","file":{"file_url":"URL","mime_type":"application/pdf","filename":"report.pdf"}}""")]
    [InlineData("""{"type":"file","file":{"file_data":"URL"}}""")]
    public async Task A_file_of_Chat_Completions_can_be_a_URL(string part)
    {
        var fields = Chat(part.Replace("URL", Report, StringComparison.Ordinal));

        var (_, messages) = await host.SendAsync("chat", "messages", fields);
        PartOf(messages).GetProperty("type").GetString().ShouldBe("document");
        PartOf(messages).GetProperty("source").GetRawText().ShouldBe($$"""{"type":"url","url":"{{Report}}"}""");

        var (_, responses) = await host.SendAsync("chat", "responses", fields);
        PartOf(responses).GetRawText().ShouldBe($$"""{"type":"input_file","file_url":"{{Report}}"}""");
    }

    /// <summary>BerriAI/litellm#11529: a URL as the id. Ids are of the operator's account, so that they are no way to a file.</summary>
    [Theory]
    [InlineData("file-abc")]
    [InlineData(Report)]
    public async Task An_id_of_a_stored_file_is_rejected(string id)
    {
        var answer = await AskAsync("messages", Chat($$$"""{"type":"file","file":{"file_id":"{{{id}}}"} }"""));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Param.ShouldBe("file_id");
    }

    /// <summary>BerriAI/litellm#20403: a tool that reads a file gives an image, in a message that has only text at OpenAI.</summary>
    [Theory]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task An_image_in_a_tool_message_reaches_providers_of_other_dialects(string upstream)
    {
        var (_, sent) = await host.SendAsync(
            "chat", upstream,
            $$$"""
            "messages":[{"role":"user","content":"color?"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
            "function":{"name":"read_file","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"one pixel"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png}}}"}}]}]
            """);

        RuleHost.Turns(sent).ShouldBe("user color?\ncall\nresult");
        sent.Text.ShouldContain("one pixel");
        sent.Text.ShouldContain(Png);
        sent.Text.ShouldContain(upstream == "messages" ? "\"media_type\":\"image/png\"" : "\"type\":\"input_image\"");
    }

    /// <summary>
    /// ggml-org/llama.cpp#23542, anomalyco/opencode#48740, CommandCodeAI/command-code#902: Codex looks at an image with a tool, and at
    /// several at once.
    /// </summary>
    [Theory]
    [InlineData("function_call", "arguments", "function_call_output")]
    [InlineData("custom_tool_call", "input", "custom_tool_call_output")]
    public async Task Images_in_outputs_of_tools_follow_in_a_message_of_the_user(string call, string field, string output)
    {
        var image = $$"""[{"type":"input_image","image_url":"data:image/png;base64,{{Png}}","detail":"high"}]""";
        var (_, sent) = await host.SendAsync(
            "responses", "chat",
            $$"""
            "input":[{"role":"user","content":"look"},
            {"type":"{{call}}","call_id":"call_1","name":"view_image","{{field}}":"{}"},
            {"type":"{{call}}","call_id":"call_2","name":"view_image","{{field}}":"{}"},
            {"type":"{{output}}","call_id":"call_1","output":{{image}}},
            {"type":"{{output}}","call_id":"call_2","output":{{image}}}]
            """);

        var messages = sent.Json.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(static message => message.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool", "tool", "user"]);
        messages[2].GetProperty("content").ValueKind.ShouldBe(JsonValueKind.String);
        var images = messages[4].GetProperty("content").EnumerateArray().ToList();
        images.Count.ShouldBe(2);
        images.ShouldAllBe(static part => part.GetProperty("image_url").GetProperty("detail").GetString() == "high");
        sent.Text.Split(Png).Length.ShouldBe(3);
    }

    private Task<GatewayAnswer> AskAsync(string upstream, string fields) =>
        host.Caller.PostAsync(Caller.Completions, $$"""{"model":"test/{{upstream}}",{{fields}}}""");

    /// <summary>The second part of the first message.</summary>
    private static JsonElement PartOf(UpstreamRequest sent)
    {
        var body = sent.Json;
        return body.GetProperty(body.TryGetProperty("messages", out _) ? "messages" : "input")[0].GetProperty("content")[1];
    }
}
