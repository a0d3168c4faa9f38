using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Simulator;

/// <summary>Embeddings in demo mode are usable for trying out a similarity search.</summary>
[Trait("Promise", "P-28")]
public sealed class DemoEmbeddingsTests
{
    [Fact]
    public async Task Embeddings_have_length_1_and_are_more_similar_the_more_words_the_texts_share()
    {
        await using var portal = await PortalHost.StartAsync(Catalog().Model("test/embedding", ["absent:embedding"], capabilities: ["embeddings"]));
        var client = (await (await portal.SignUpAsync()).MintAsync()).OpenAi().GetEmbeddingClient("jusInfer-auto");

        var embeddings = (await client.GenerateEmbeddingsAsync(
            ["the quick brown fox", "a quick brown fox", "invoices of March", "the quick brown fox"], cancellationToken: TestContext.Current.CancellationToken)).Value;

        var vectors = embeddings.Select(embedding => embedding.ToFloats().ToArray()).ToArray();
        vectors.ShouldAllBe(vector => vector.Length == 1536 && MathF.Abs(Dot(vector, vector) - 1) < 0.001f);
        vectors[3].ShouldBe(vectors[0]);
        Dot(vectors[0], vectors[1]).ShouldBeGreaterThan(0.5f);
        MathF.Abs(Dot(vectors[0], vectors[2])).ShouldBeLessThan(0.2f);
    }

    [Fact]
    public async Task Embeddings_carry_the_header_and_have_the_requested_dimensions()
    {
        await using var portal = await PortalHost.StartAsync(Catalog().Model("test/embedding", ["absent:embedding"], capabilities: ["embeddings"]));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await EmbedAsync(caller, """{"model":"test/embedding","input":[[1,2],[3]],"dimensions":16}""");

        answer.ShouldBe(200);
        answer["x-jusinfer-simulated"].ShouldBe("true");
        answer.Json.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding").GetArrayLength()).ShouldBe([16, 16]);
        answer.Json.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("\"input\":\"\"")]
    [InlineData("\"input\":\"x\",\"dimensions\":0")]
    [InlineData("\"input\":\"x\",\"encoding_format\":\"int8\"")]
    public async Task Requests_that_OpenAI_rejects_are_rejected(string rest)
    {
        await using var portal = await PortalHost.StartAsync(Catalog().Model("test/embedding", ["absent:embedding"], capabilities: ["embeddings"]));

        (await EmbedAsync(await (await portal.SignUpAsync()).MintAsync(), $$"""{"model":"test/embedding",{{rest}}}""")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Without_an_embedding_model_the_error_says_so()
    {
        await using var portal = await PortalHost.StartAsync(Catalog());

        var answer = await EmbedAsync(await (await portal.SignUpAsync()).MintAsync(), """{"model":"jusInfer-auto","input":"text"}""");

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("No embedding model is available");
    }

    private static TestCatalog Catalog() =>
        new TestCatalog().Provider("absent", "http://127.0.0.1:9/v1", apiKeyEnv: "JUSINFER_TEST_NOWHERE").Model("test/model", ["absent:model"]);

    private static Task<GatewayAnswer> EmbedAsync(Caller caller, string body) =>
        caller.SendAsync(HttpMethod.Post, "/v1/embeddings", new StringContent(body, Encoding.UTF8, "application/json"));

    private static float Dot(float[] one, float[] other) => one.Zip(other, (a, b) => a * b).Sum();
}
