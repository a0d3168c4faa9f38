using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary><c>POST /api/embed</c> and <c>POST /api/embeddings</c>.</summary>
public sealed class OllamaEmbeddingsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly float[] One = [0.25f, -0.5f, 1];
    private static readonly float[] Two = [0.125f, 0, -1];

    [Fact]
    public async Task Texts_are_embedded_in_order()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One, Two)));

        var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/embed", """{"model":"test/embedding:latest","input":["a","\u00fc"],"dimensions":3,"truncate":true,"keep_alive":"5m"}""");

        answer.ShouldBe(200);
        answer.Body.ShouldBe("""{"model":"test/embedding","embeddings":[[0.25,-0.5,1],[0.125,0,-1]],"prompt_eval_count":8}""");
        gateway.Alpha.LastRequest.Path.ShouldBe("/v1/embeddings");
        gateway.Alpha.LastRequest.Text.ShouldBe("""{"model":"embedding","input":["a","\u00fc"],"dimensions":3,"encoding_format":"float"}""");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(8);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Fact]
    public async Task The_older_endpoint_embeds_one_prompt()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One)));

        var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/embeddings", """{"model":"test/embedding","prompt":"a"}""");

        answer.Body.ShouldBe("""{"embedding":[0.25,-0.5,1]}""");
        gateway.Alpha.LastRequest.Text.ShouldBe("""{"model":"embedding","input":"a","encoding_format":"float"}""");
    }

    [Theory]
    [InlineData("""{"object":"list","data":[]}""")]
    [InlineData("""{"data":[{"embedding":"AAAA"}]}""")]
    [InlineData("[]")]
    public async Task An_answer_without_vectors_is_a_failure_of_the_provider(string list)
    {
        gateway.Alpha.Always(Replies.Json(list));
        try
        {
            var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/embed", """{"model":"test/embedding","input":"a"}""");

            answer.ShouldBe(502);
        }
        finally
        {
            gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
            gateway.ResetHealth("test/embedding");
        }
    }
}
