using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// Vectors arrive in the requested form, also from servers that ignore <c>encoding_format</c> (mudler/LocalAI#9135,
/// runpod-workers/worker-infinity-embedding#30, openai/openai-node#2150).
/// </summary>
[Trait("Promise", "P-27")]
public sealed class EmbeddingEncodingTests(EmbeddingsHost host) : IClassFixture<EmbeddingsHost>
{
    /// <summary>0.25, -0.5 and 1 as little-endian 32-bit numbers.</summary>
    private const string Base64 = "AACAPgAAAL8AAIA/";

    private const string Numbers = """{"object":"embedding","index":0,"embedding":[0.25,-0.5,1]}""";
    private const string Encoded = $$"""{"object":"embedding","index":0,"embedding":"{{Base64}}"}""";

    [Theory]
    [InlineData("", Encoded, "[[0.25,-0.5,1]]")]
    [InlineData(",\"encoding_format\":\"float\"", Encoded, "[[0.25,-0.5,1]]")]
    [InlineData(",\"encoding_format\":null", Encoded, "[[0.25,-0.5,1]]")]
    [InlineData(",\"encoding_format\":\"base64\"", Numbers, $"[\"{Base64}\"]")]
    public async Task A_vector_in_another_form_is_converted(string fields, string items, string vectors)
    {
        var answer = await host.AskAsync("/v1/embeddings", "\"a\"", items, fields: fields);

        answer.ShouldBe(200);
        EmbeddingsHost.Vectors(answer).ShouldBe(vectors);
        host.First.LastRequest.Text.ShouldContain(fields);
        answer.Json.GetProperty("usage").GetRawText().ShouldBe(EmbeddingsWire.Usage);
    }

    [Theory]
    [InlineData("", Numbers)]
    [InlineData(",\"encoding_format\":\"float\"", Numbers)]
    [InlineData(",\"encoding_format\":\"base64\"", Encoded)]
    [InlineData(",\"encoding_format\":\"bytes\"", Encoded)]
    [InlineData(",\"encoding_format\":\"bytes\"", Numbers)]
    [InlineData(",\"output_dtype\":\"int8\"", """{"index":0,"embedding":"AQI="}""")]
    [InlineData(",\"output_dtype\":\"int8\",\"encoding_format\":\"base64\"", """{"index":0,"embedding":"AQI="}""")]
    [InlineData(",\"embedding_type\":\"base64\"", Encoded)]
    public async Task A_vector_in_the_requested_form_stays_byte_for_byte(string fields, string items)
    {
        var answer = await host.AskAsync("/v1/embeddings", "\"a\"", items, fields: fields);

        answer.Body.ShouldBe(EmbeddingsHost.List(items));
    }

    [Fact]
    public async Task Ollamas_endpoint_reads_base64()
    {
        var answer = await host.AskAsync("/api/embed", "[\"a\"]", Encoded);

        EmbeddingsHost.Vectors(answer).ShouldBe("[[0.25,-0.5,1]]");
        host.First.LastRequest.Json.GetProperty("encoding_format").GetString().ShouldBe("float");
    }

    [Fact]
    public async Task Slashes_of_base64_may_be_escaped()
    {
        var answer = await host.AskAsync("/v1/embeddings", "\"a\"", Encoded.Replace("/", "\\/", StringComparison.Ordinal));

        EmbeddingsHost.Vectors(answer).ShouldBe("[[0.25,-0.5,1]]");
    }

    /// <summary>Three bytes, no base64, and the bytes of NaN.</summary>
    [Theory]
    [InlineData("/v1/embeddings", "AAAA")]
    [InlineData("/v1/embeddings", "?")]
    [InlineData("/v1/embeddings", "AADAfw==")]
    [InlineData("/api/embed", "AAAA")]
    [InlineData("/api/embed", "?")]
    [InlineData("/api/embed", "AADAfw==")]
    public async Task A_vector_that_cannot_be_converted_is_a_failed_attempt(string path, string text)
    {
        var answer = await host.AskAsync(path, "\"a\"", $$"""{"index":0,"embedding":"{{text}}"}""", Numbers);

        EmbeddingsHost.Vectors(answer).ShouldBe("[[0.25,-0.5,1]]");
        host.First.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OpenAis_client_reads_the_numbers_of_a_server_without_base64()
    {
        host.ResetHealth();
        host.First.Always(Replies.Json(EmbeddingsHost.List(Numbers)));

        var embedding = await host.Caller.OpenAi().GetEmbeddingClient("test/embedding")
            .GenerateEmbeddingAsync("a", cancellationToken: TestContext.Current.CancellationToken);

        host.First.LastRequest.Json.GetProperty("encoding_format").GetString().ShouldBe("base64");
        embedding.Value.ToFloats().ToArray().ShouldBe([0.25f, -0.5f, 1]);
    }

    /// <summary>The precision of a number in JSON is that of the provider's 32-bit number.</summary>
    [Fact]
    public async Task Conversion_loses_no_precision()
    {
        float[] vector = [0.1f, -1e-30f, 16777216, 3.4028235e38f, 1.17549435e-38f];
        var bytes = new byte[vector.Length * sizeof(float)];
        Buffer.BlockCopy(vector, 0, bytes, 0, bytes.Length);

        var encodedItem = $$"""{"index":0,"embedding":"{{Convert.ToBase64String(bytes)}}"}""";
        var numbers = await host.AskAsync("/v1/embeddings", "\"a\"", encodedItem);
        var read = numbers.Json.GetProperty("data")[0].GetProperty("embedding");
        read.EnumerateArray().Select(static number => number.GetSingle()).ShouldBe(vector);

        var encoded = await host.AskAsync(
            "/v1/embeddings", "\"a\"", $$"""{"index":0,"embedding":{{read.GetRawText()}}}""", fields: ",\"encoding_format\":\"base64\"");
        encoded.Json.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64().ShouldBe(bytes);
    }
}
