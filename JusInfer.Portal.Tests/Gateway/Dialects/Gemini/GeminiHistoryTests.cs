using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Sessions and parts as clients of the Gemini API send them.</summary>
[Trait("Promise", "P-27")]
public sealed class GeminiHistoryTests(RuleHost host) : IClassFixture<RuleHost>
{
    /// <summary>cloudwego/eino-ext#571: calls of one function, whose responses are contents of their own.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Responses_in_contents_of_their_own_belong_to_one_turn(string upstream)
    {
        var numbers = Enumerable.Range(0, 6).ToList();
        var calls = string.Join(',', numbers.Select(static n => $$$"""{"functionCall":{"name":"f","args":{"n":{{{n}}} } } }"""));
        var results = string.Join(',', numbers.Select(
            static n => $$$"""{"role":"function","parts":[{"functionResponse":{"name":"f","response":{"result":"r{{{n}}}"} } }]}"""));

        var sent = await SendAsync(
            upstream, $$"""{"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{{calls}}]},{{results}}]}""");

        var text = sent.GetRawText();
        numbers.ShouldAllBe(n => text.Contains($"r{n}"));
        numbers.Select(n => text.IndexOf($"\"r{n}\"", StringComparison.Ordinal)).ShouldBeInOrder();
        if (upstream == "messages") sent.GetProperty("messages").GetArrayLength().ShouldBe(3);
    }

    /// <summary>router-for-me/CLIProxyAPI#1077: functions and a hosted tool in one object.</summary>
    [Fact]
    public async Task Functions_beside_a_hosted_tool_in_one_object_are_sent()
    {
        var sent = await SendAsync(
            "chat",
            """
            {"contents":[{"parts":[{"text":"u"}]}],"tools":[{"functionDeclarations":[{"name":"f"}],"googleSearch":{},"url_context":{}}]}
            """);

        sent.GetProperty("tools").EnumerateArray().ShouldHaveSingleItem().GetProperty("function").GetProperty("name").GetString()
            .ShouldBe("f");
    }

    /// <summary>vercel/ai#3589, AstrBotDevs/AstrBot#7216: Google rejects what is no object.</summary>
    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    public async Task A_response_that_is_no_object_is_rejected_with_its_path(string response)
    {
        var answer = await host.Caller.PostAsync(
            "/v1beta/models/test/chat:generateContent",
            $$$"""
            {"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{{{response}}} } }]}]}
            """);

        answer.ShouldBe(400);
        answer.Error.GetProperty("status").GetString().ShouldBe("INVALID_ARGUMENT");
        answer.Message.ShouldContain("'contents[2].parts[0].functionResponse.response'");
    }

    /// <summary>agentjido/req_llm#433: Google takes a video of YouTube without a type, and no other provider takes it.</summary>
    [Fact]
    public async Task A_video_of_YouTube_is_rejected_as_unsupported()
    {
        var answer = await FileAsync("""{"fileUri":"https://www.youtube.com/watch?v=9hE5-98ZeCg"}""");

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("'contents[0].parts[1].fileData.fileUri'");
        answer.Message.ShouldContain("video");
    }

    /// <summary>The type is optional at Google.</summary>
    [Theory]
    [InlineData("https://example.com/a.pdf", "document")]
    [InlineData("https://example.com/a.PNG?size=2", "image")]
    public async Task A_file_without_a_type_has_that_of_its_URL(string url, string kind)
    {
        (await FileAsync($$"""{"fileUri":"{{url}}"}""")).ShouldBe(200);

        host["messages"].LastRequest.Json.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("type").GetString()
            .ShouldBe(kind);
    }

    [Fact]
    public async Task A_file_of_an_unknown_type_is_rejected_with_its_path()
    {
        var answer = await FileAsync("""{"fileUri":"https://example.com/a"}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain("'contents[0].parts[1].fileData' has no mimeType");
    }

    /// <summary>snailyp/gemini-balance#270: the gateway has embeddings at OpenAI's and Ollama's endpoints.</summary>
    [Theory]
    [InlineData("embedContent", """{"content":{"parts":[{"text":"a"}]}}""")]
    [InlineData("batchEmbedContents", """{"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]}}]}""")]
    public async Task A_method_that_is_not_there_is_said_to_be_missing(string method, string body)
    {
        var answer = await host.Caller.PostAsync($"/v1beta/models/test/chat:{method}", body);

        answer.ShouldBe(404);
        answer.Error.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
    }

    private async Task<JsonElement> SendAsync(string upstream, string body)
    {
        (await host.Caller.PostAsync($"/v1beta/models/test/{upstream}:generateContent", body)).ShouldBe(200);
        return host[upstream].LastRequest.Json;
    }

    private Task<GatewayAnswer> FileAsync(string file) => host.Caller.PostAsync(
        "/v1beta/models/test/messages:generateContent",
        $$"""{"contents":[{"parts":[{"text":"look"},{"fileData":{{file}}}]}]}""");
}
