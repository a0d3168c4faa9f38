using JusInfer.Portal.Tests.TestKit.Hosts;
using static JusInfer.Portal.Tests.Gateway.Rules.MediaRequests;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Parts of a kind that a translation does not have. The error names the kind and those that are accepted (leonickson1/Swiftlet#38).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class UnknownPartTests(RuleHost host) : IClassFixture<RuleHost>
{
    public static TheoryData<string, string, string, string> Parts => new()
    {
        {
            "chat", Chat("""{"type":"video_url","video_url":{"url":"https://example.com/a.mp4"}}"""),
            "'messages[0].content[1].type' is 'video_url'", "text, image_url, file, input_audio"
        },
        {
            "chat", Chat($$"""{"type":"{{new string('x', 50)}}"}"""),
            $"'messages[0].content[1].type' is '{new string('x', 40)}…'", "text, image_url, file, input_audio"
        },
        {
            "chat", Chat("""{"type":"tool_result","tool_use_id":"a","content":[{"type":"video"}]}""").Replace(
                "\"messages\":[", """
                "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
                """),
            "'messages[1].content[1].content[0].type' is 'video'", "text, image_url, file, input_audio"
        },
        {
            "messages", Messages("""{"type":"audio","source":{"type":"base64","media_type":"audio/wav","data":"AAAA"}}"""),
            "'messages[0].content[1].type' is 'audio'", "text, image, document, tool_use, tool_result"
        },
        {
            "messages", Messages("""{"type":"image","source":{"type":"path","path":"a.png"}}"""),
            "'messages[0].content[1].source.type' is 'path'", "must be base64 or url"
        },
        {
            "responses", Responses("""{"type":"input_video","video_url":"https://example.com/a.mp4"}"""),
            "'input[0].content[1].type' is 'input_video'", "input_text, input_image, input_file or input_audio"
        },
        {
            "responses", "\"input\":[{\"type\":\"browser_call\",\"call_id\":\"a\"}]",
            "'input[0].type' is 'browser_call'", "message, function_call, function_call_output or reasoning"
        },
        {
            "gemini", """
            "contents":[{"parts":[{"text":"look"},{"video":{"uri":"a"},"videoMetadata":{}}]}]
            """,
            "'contents[0].parts[1]' has only 'video', 'videoMetadata'", "text, inlineData, fileData, functionCall or functionResponse"
        },
        {
            "gemini", """
            "contents":[{"parts":[{}]}]
            """,
            "'contents[0].parts[0]' is empty", "text, inlineData, fileData, functionCall or functionResponse"
        },
        {
            "ollama", """
            "messages":[{"role":"user","content":[{"type":"text","text":"u"}]}]
            """,
            "'messages[0].content' must be a string", "not an array"
        },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task The_error_says_what_was_found_and_what_is_accepted(string client, string fields, string found, string accepted)
    {
        var upstream = client == "messages" ? "responses" : "messages";
        var answer = client switch
        {
            "gemini" => await host.Caller.PostAsync($"/v1beta/models/test/{upstream}:generateContent", $"{{{fields}}}"),
            "ollama" => await host.Caller.PostAsync("/api/chat", $$"""{"model":"test/{{upstream}}","stream":false,{{fields}}}"""),
            "messages" => await host.Caller.PostAsync("/v1/messages", $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
            "responses" => await host.Caller.PostAsync("/v1/responses", $$"""{"model":"test/{{upstream}}","store":false,{{fields}}}"""),
            _ => await host.Caller.PostAsync(Caller.Completions, $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
        };

        answer.ShouldBe(400);
        answer.Message.ShouldContain(found);
        answer.Message.ShouldContain(accepted);
    }
}
