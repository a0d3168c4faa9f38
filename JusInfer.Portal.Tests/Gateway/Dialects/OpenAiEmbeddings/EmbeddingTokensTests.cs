namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>Inputs of token numbers, as LangChain sends them: a list of numbers is one text (michaelfeil/infinity#295).</summary>
[Trait("Promise", "P-27")]
public sealed class EmbeddingTokensTests(EmbeddingsHost host) : IClassFixture<EmbeddingsHost>
{
    private const string One = """{"index":0,"embedding":[1]}""";
    private const string Two = """{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}""";

    [Theory]
    [InlineData("[100,201,301]", One, "[[1]]")]
    [InlineData("[[100,201,301]]", One, "[[1]]")]
    [InlineData("[[100],[201,301]]", Two, "[[1],[2]]")]
    public async Task Every_list_of_numbers_gets_one_vector(string input, string items, string vectors)
    {
        var answer = await host.AskAsync("/v1/embeddings", input, items);

        answer.ShouldBe(200);
        EmbeddingsHost.Vectors(answer).ShouldBe(vectors);
        host.First.LastRequest.Json.GetProperty("input").GetRawText().ShouldBe(input);
    }

    [Theory]
    [InlineData("[100,201]", Two)]
    [InlineData("[[100],[201]]", One)]
    public async Task Another_number_of_vectors_is_a_failed_attempt(string input, string items) =>
        (await host.AskAsync("/v1/embeddings", input, items, items)).ShouldBe(502);

    /// <summary>BerriAI/litellm#20073: texts are not nested.</summary>
    [Theory]
    [InlineData("""[["Hello"]]""", "input[0][0]")]
    [InlineData("""["a",{"text":"b"}]""", "input[1]")]
    public async Task Other_inputs_are_rejected_with_their_path(string input, string path)
    {
        var answer = await host.AskAsync("/v1/embeddings", input, One);

        answer.ShouldBe(400);
        answer.Param.ShouldBe(path);
    }
}
