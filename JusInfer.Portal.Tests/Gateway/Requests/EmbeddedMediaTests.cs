using System.Text;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.Gemini.Client;
using JusInfer.Portal.Gateway.Dialects.Ollama.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Tests.Gateway.Invoice;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>
/// Media in parts and fields that no formula counts: nothing in the request bounds their tokens, so they are held as the context window.
/// What agents send every day is not among them.
/// </summary>
public sealed class EmbeddedMediaTests
{
    private static readonly string Image = Prompts.Png();
    private static readonly string Recording = $"data:audio/wav;base64,{Prompts.Sound()}";

    public static TheoryData<string, string> Uncounted => new()
    {
        { "chat", """{"type":"video","video":["https://example.com/a.mp4"]}""" },
        { "chat", """{"type":"input_video","id":"abc"}""" },
        { "chat", """{"type":"text","text":"x","image":"IMAGE"}""" },
        { "chat", """{"type":"text","text":"x","image_url":{"url":"https://example.com/a.png"}}""" },
        { "chat", """{"image_url":{"url":"data:image/png;base64,IMAGE"}}""" },
        { "chat", """{"type":"image_url","image_url":{"url":"data:image/png;base64,IMAGE","url":"data:image/png;base64,IMAGE"}}""" },
        { "chat", """{"type":"image_url","image_url":{"url":"data:image/png;base64,IMAGE"},"video_url":"https://example.com/a.mp4"}""" },
        { "chat", """{"type":"image_url","image_url":{"url":"https://example.com/a.PDF?b"}}""" },
        { "chat", """{"type":"text","text":"x","more":{"deep":[{"er":"\u0064ata:audio/wav;base64,AAAA"}]}}""" },
        { "chat", """{"type":"tool_result","tool_use_id":"a","content":[{"type":"document","source":{"data":"IMAGE"}}]}""" },
        { "chat", """{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"x","image":"IMAGE"}]}""" },
        { "messages", """{"type":"video","source":{"type":"base64","data":"AAAA"}}""" },
        { "messages", """{"type":"image","source":"RECORDING"}""" },
        { "messages", """{"type":"image","data":"IMAGE","mimeType":"image/png"}""" },
        { "messages", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"IMAGE","data":"IMAGE"}}""" },
        { "messages", """{"type":"image","source":{"type":"url","url":"https://example.com/a.pdf"}}""" },
        { "messages", """{"type":"document","source":{"type":"content","content":[{"type":"image","source":{"data":"IMAGE"}}]}}""" },
        { "messages", """{"type":"text","text":"x","image":"IMAGE"}""" },
        { "messages", """{"type":"tool_result","tool_use_id":"a","content":{"type":"video","data":"x"}}""" },
        { "messages", """{"type":"web_fetch_tool_result","content":{"type":"web_fetch_result","content":{"type":"image","url":"x"}}}""" },
        { "responses", """{"type":"input_video","video_url":"x"}""" },
        { "responses", """{"type":"input_text","text":"x","image_url":"data:image/png;base64,IMAGE"}""" },
        { "responses", """{"type":"input_text","text":"x","video":{"url":"https://example.com/a.mp4"}}""" },
        { "responses", """{"type":"input_image","image_url":"https://example.com/a.pdf"}""" },
        { "responses", """{"type":"input_image","image_url":["data:image/png;base64,IMAGE"]}""" },
        { "gemini", """{"inlineData":{"mimeType":"audio/wav","mime_type":"image/png","data":"IMAGE"}}""" },
        { "gemini", """{"inlineData":{"mimeType":"image/png","data":"IMAGE","data":"IMAGE"}}""" },
        { "ollama", "\"RECORDING\"" },
        { "ollama", "\"data:application/pdf;base64,AAAA\"" },
    };

    public static TheoryData<string, string> Ordinary => new()
    {
        { "chat", """{"type":"text","text":"https://example.com/a.png","cache_control":{"type":"ephemeral"}}""" },
        { "chat", """{"type":"text","text":"x","id":"msg_01A09q90qw90lq917835lq9","index":0,"final":true}""" },
        { "chat", """{"type":"text","text":"x","annotations":[{"type":"url_citation","url_citation":{"url":"https://example.com"}}]}""" },
        { "chat", """{"type":"thinking","thinking":"https://example.com","signature":"IMAGE"}""" },
        { "chat", """{"type":"tool_use","id":"toolu_1","name":"fetch","input":{"url":"https://example.com/a.png"}}""" },
        { "chat", """{"type":"text","text":"x","hash":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}""" },
        { "messages", """{"type":"text","text":"x","citations":[{"type":"web_search_result_location","url":"https://example.com"}]}""" },
        { "messages", """{"type":"redacted_thinking","data":"IMAGE"}""" },
        { "messages", """{"type":"search_result","source":"https://example.com","title":"x","content":[{"type":"text","text":"x"}]}""" },
        { "messages", """{"type":"web_search_tool_result","content":[{"type":"web_search_result","url":"https://example.com"}]}""" },
        { "messages", """{"type":"web_search_result","url":"https://example.com","encrypted_content":"IMAGE","page_age":null}""" },
        { "messages", """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_fetch","input":{"url":"https://example.com"}}""" },
        { "messages", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"x"},"title":"x","context":"y"}""" },
        { "responses", """{"type":"output_text","text":"https://example.com","annotations":[{"url":"https://example.com"}]}""" },
        { "responses", """{"type":"encrypted_content","encrypted_content":"IMAGE"}""" },
        { "gemini", """{"functionResponse":{"name":"f","response":{"url":"https://example.com"}}}""" },
    };

    [Theory]
    [MemberData(nameof(Uncounted))]
    public void Media_that_no_formula_counts_have_no_bound(string door, string part) =>
        Read(door, part).Attachments.ShouldNotBeNull().HasUnbounded.ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void What_agents_send_has_a_bound(string door, string part) =>
        (Read(door, part).Attachments?.HasUnbounded ?? false).ShouldBeFalse();

    [Theory]
    [InlineData("chat", "\"images\":[\"https://example.com/a.png\"]", true)]
    [InlineData("chat", "\"audio\":{\"id\":\"audio_abc\"}", true)]
    [InlineData("chat", "\"refusal\":null,\"annotations\":[{\"url_citation\":{\"url\":\"https://example.com\"}}],\"name\":\"x\"", false)]
    [InlineData("messages", "\"images\":[\"https://example.com/a.png\"]", true)]
    public void Media_beside_the_content_of_a_message_have_no_bound(string door, string field, bool isMedia)
    {
        var body = $$$"""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"x",{{{field}}}}]}""";

        (ReadBody(door, body).Attachments is { HasUnbounded: true }).ShouldBe(isMedia);
    }

    [Theory]
    [InlineData("""{"type":"image_generation_call","id":"ig_1","result":"IMAGE"}""", true)]
    [InlineData("""{"type":"input_video","video":"x"}""", true)]
    [InlineData("""{"type":"code_interpreter_call","outputs":[{"type":"image","url":"https://example.com/a.png"}]}""", true)]
    [InlineData("""{"type":"function_call_output","call_id":"c","output":[{"type":"video","id":"x"}]}""", true)]
    [InlineData("""{"type":"web_search_call","id":"ws_1","action":{"type":"open_page","url":"https://example.com"}}""", false)]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"IMAGE"}""", false)]
    [InlineData("""{"type":"mcp_call","id":"mcp_1","name":"f","arguments":"{}","output":"https://example.com"}""", false)]
    public void Items_of_a_conversation_are_read_like_parts(string item, bool isMedia)
    {
        (ReadBody("responses", $$"""{"model":"m","input":[{{item}}]}""").Attachments is { HasUnbounded: true }).ShouldBe(isMedia);
    }

    [Theory]
    [InlineData("\"images\":[\"data:image/png;base64,AAAA\"]", true)]
    [InlineData("\"extra\":{\"video\":\"https://example.com/a.mp4\"}", true)]
    [InlineData("\"seed\":1,\"stop\":[\"https://\"],\"store\":false,\"chat_template_kwargs\":{\"enable_thinking\":true}", false)]
    [InlineData("\"guided_regex\":\"^https?://.*\",\"logit_bias\":{}", false)]
    [InlineData("\"guided_json\":{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}", false)]
    public void Media_in_fields_of_the_request_have_no_bound(string field, bool isMedia)
    {
        foreach (var door in (string[])["chat", "messages", "responses"])
        {
            var messages = door == "responses" ? "input" : "messages";
            var body = $$$"""{"model":"m","max_tokens":10,"{{{messages}}}":[{"role":"user","content":"x"}],{{{field}}}}""";
            ReadBody(door, body).Subjects.HasMedia.ShouldBe(isMedia, door);
        }
    }

    private static CallRequest Read(string door, string part) => ReadBody(door, door switch
    {
        "responses" => $$"""{"model":"m","input":[{"role":"user","content":[{{part}}]}]}""",
        "gemini" => $$"""{"contents":[{"role":"user","parts":[{{part}}]}]}""",
        "ollama" => $$"""{"model":"m","messages":[{"role":"user","content":"x","images":[{{part}}]}]}""",
        _ when part.Contains("\"tool_result\"", StringComparison.Ordinal) => $$$"""
            {"model":"m","max_tokens":10,"messages":[{"role":"user","content":"x"},
             {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{{{part}}}]}]}
            """,
        _ when part.Contains("\"tool_use\"", StringComparison.Ordinal) =>
            $$"""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{{part}}]}]}""",
        _ => $$"""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{{part}}]}]}""",
    });

    private static CallRequest ReadBody(string door, string body)
    {
        body = body.Replace("IMAGE", Image, StringComparison.Ordinal).Replace("RECORDING", Recording, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(body);
        return door switch
        {
            "messages" => MessagesRequestReader.Read(bytes).Value,
            "responses" => ResponsesRequestReader.Read(bytes).Value,
            "gemini" => GeminiRequestReader.Read(bytes, "m").Value,
            "ollama" => OllamaRequestReader.ReadChat(bytes).Value,
            _ => ChatRequestReader.Read(bytes).Value,
        };
    }
}
