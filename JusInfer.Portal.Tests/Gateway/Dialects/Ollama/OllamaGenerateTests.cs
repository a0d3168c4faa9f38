using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary><c>POST /api/generate</c>.</summary>
public sealed class OllamaGenerateTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task A_prompt_is_answered_in_lines()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"reasoning_content":"Hm."}""", "null")) + ChatSse.Text("he") + ": PROCESSING\n\n" + ChatSse.Text("llo") + ChatSse.Finish("length") + ChatSse.Usage() + ChatSse.Done));

        var lines = (await AskAsync("\"system\":\"Be brief.\",\"prompt\":\"hi\"")).Lines();

        lines.Select(static line => line.GetProperty("response").GetString()).ShouldBe(["", "he", "", "llo", ""]);
        lines[0].GetProperty("thinking").GetString().ShouldBe("Hm.");
        lines.ShouldAllBe(static line => !line.GetRawText().Contains("message"));
        lines[^1].GetProperty("done_reason").GetString().ShouldBe("length");
        lines[^1].GetProperty("eval_count").GetInt32().ShouldBe(3);
        gateway.Alpha.LastRequest.Json.GetProperty("messages").GetRawText().ShouldBe("""[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]""");
    }

    [Fact]
    public async Task Without_streaming_the_answer_is_one_object()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));

        var answer = await AskAsync("\"prompt\":\"hi\",\"stream\":false,\"images\":[\"iVBORw0KGgo=\"]");

        answer.Json.GetProperty("response").GetString().ShouldBe("hello");
        answer.Json.GetProperty("done").GetBoolean().ShouldBeTrue();
        gateway.Alpha.LastRequest.Json.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,iVBORw0KGgo=");
    }

    private async Task<GatewayAnswer> AskAsync(string fields) =>
        await (await gateway.Team.MintAsync()).PostAsync("/api/generate", $$"""{"model":"{{GatewayHost.Frontier}}",{{fields}}}""");
}
