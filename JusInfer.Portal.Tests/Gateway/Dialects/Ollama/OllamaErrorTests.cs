using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary>Errors are strings, because Ollama's clients print them.</summary>
public sealed class OllamaErrorTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("/api/chat", """{"model":"test/small-1"}""", 400, "'messages' is missing")]
    [InlineData("/api/chat", """{"messages":[{"role":"user","content":"hi"}]}""", 400, "'model' is missing")]
    [InlineData("/api/chat", """{"model":"test/small-1","messages":[]}""", 400, "need not be loaded")]
    [InlineData("/api/chat", """{"model":"test/small-1","messages":[{"role":"robot","content":"hi"}]}""", 400, "'messages[0].role' must be")]
    [InlineData("/api/chat", """{"model":"test/small-1","messages":[{"role":"user","content":[1]}]}""", 400, "'messages[0].content' must be a string")]
    [InlineData("/api/chat", """{"model":"test/small-1","messages":[{"role":"tool","content":"x"}]}""", 400, "'messages[0]' is the result of a tool call")]
    [InlineData("/api/chat", """{"model":"test/frontier-1","messages":[{"role":"user","images":["AAAA"]}]}""", 400, "'messages[0].images[0]' must be a PNG")]
    [InlineData("/api/chat", """{"model":"test/small-1","stream":"yes","messages":[{"role":"user","content":"hi"}]}""", 400, "'stream' must be")]
    [InlineData("/api/chat", """{"model":"test/small-1","think":"hard","messages":[{"role":"user","content":"hi"}]}""", 400, "'think' must be")]
    [InlineData("/api/chat", """{"model":"test/small-1","format":"xml","messages":[{"role":"user","content":"hi"}]}""", 400, "'format' must be")]
    [InlineData("/api/chat", """{"model":"test/small-1","options":{"num_predict":"x"},"messages":[{"role":"user","content":"hi"}]}""", 400, "'options.num_predict'")]
    [InlineData("/api/chat", """{"model":"test/no-such","messages":[{"role":"user","content":"hi"}]}""", 404, "no model 'test/no-such'")]
    [InlineData("/api/chat", "{", 400, "not valid JSON")]
    [InlineData("/api/generate", """{"model":"test/small-1"}""", 400, "'prompt' is missing")]
    [InlineData("/api/generate", """{"model":"test/small-1","prompt":"a","suffix":"b"}""", 400, "'suffix'")]
    [InlineData("/api/generate", """{"model":"test/small-1","prompt":"a","context":[1]}""", 400, "'context'")]
    [InlineData("/api/embed", """{"model":"test/embedding"}""", 400, "'input' is missing")]
    [InlineData("/api/embed", """{"model":"test/embedding","input":[1]}""", 400, "'input[0]' must be a string")]
    [InlineData("/api/embed", """{"model":"test/small-1","input":"a"}""", 400, "does not support embeddings")]
    [InlineData("/api/embeddings", """{"model":"test/embedding","prompt":["a"]}""", 400, "'prompt' must be a string")]
    [InlineData("/api/pull", """{"model":"test/no-such"}""", 404, "no model 'test/no-such'")]
    [InlineData("/api/show", """{"name":"test/no-such"}""", 404, "no model 'test/no-such'")]
    [InlineData("/api/show", """{}""", 400, "'model' is missing")]
    [InlineData("/api/show", "[", 400, "not valid JSON")]
    [InlineData("/api/delete", """{"model":"test/small-1"}""", 404, "does not answer POST /api/delete")]
    public async Task A_rejection_says_what_is_wrong(string path, string body, int status, string message)
    {
        gateway.Alpha.Script();

        var answer = await (await gateway.Team.MintAsync()).PostAsync(path, body);

        answer.ShouldBe(status);
        answer["content-type"].ShouldBe("application/json");
        answer.Json.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain(message);
        answer.Json.GetProperty("code").GetString().ShouldNotBeNullOrEmpty();
        answer.Json.GetProperty("request_id").GetString().ShouldBe(answer.RequestId);
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interrupted_stream_ends_with_a_line_that_has_the_error()
    {
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("he")), Then.Pause, Then.Cut));

        var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/chat", Caller.Asking(GatewayHost.Small), Caller.NotResumed);

        var lines = answer.Lines();
        lines[0].Content().ShouldBe("he");
        lines[^1].GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        lines[^1].GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        lines.ShouldAllBe(static line => !line.GetRawText().Contains("\"done\":true"));
    }

    [Fact]
    public async Task A_provider_that_fails_is_a_502_with_a_string()
    {
        gateway.Alpha.Always(Replies.Error(500, "out of order"));
        try
        {
            var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/chat", Caller.Asking(GatewayHost.Small));

            answer.ShouldBe(502);
            answer.Json.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
            answer.Json.GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        }
        finally
        {
            gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
            gateway.ResetHealth(GatewayHost.Small);
        }
    }
}
