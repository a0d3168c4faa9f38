using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>Every text gets its own vector, at OpenAI's and at Ollama's endpoint.</summary>
[Trait("Promise", "P-27")]
public sealed class EmbeddingOrderTests(EmbeddingsHost host) : IClassFixture<EmbeddingsHost>
{
    private const string Good = """{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}""";

    private static readonly string[] Paths = ["/v1/embeddings", "/api/embed"];

    /// <summary>Lists of which the order is known.</summary>
    public static TheoryData<string, string> Unordered => ForEachPath(
        // pydantic/pydantic-ai#7284
        """{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}""",

        // doobidoo/mcp-memory-service#612
        """{"embedding":[1]},{"embedding":[2]}""",
        """{"index":null,"embedding":[1]},{"index":null,"embedding":[2]}""",

        // xorbitsai/inference#5240
        """{"index":1,"embedding":[1]},{"index":2,"embedding":[2]}""",
        """{"index":8,"embedding":[2]},{"index":7,"embedding":[1]}""",

        // A server that omits zeros, and one that numbers all alike.
        """{"index":1,"embedding":[2]},{"embedding":[1]}""",
        """{"index":0,"embedding":[1]},{"index":0,"embedding":[2]}""");

    /// <summary>Lists that lack a vector, or have too many.</summary>
    public static TheoryData<string, string> Incomplete => ForEachPath(
        """{"index":0,"embedding":[1]}""",
        """{"index":0,"embedding":[1]},{"index":1,"embedding":[2]},{"index":2,"embedding":[3]}""",

        // lfnovo/esperanto#136
        """{"index":0,"embedding":[1]},{"index":1,"embedding":null}""",
        """{"index":0,"embedding":[1]},{"index":1}""",
        """{"index":0,"embedding":[1]},null,{"index":1,"embedding":[2]}""",

        // huggingface/text-embeddings-inference#557
        """{"index":0,"embedding":[null,null]},{"index":1,"embedding":[2]}""",
        """{"index":0,"embedding":[]},{"index":1,"embedding":[2]}""",
        """{"index":0,"embedding":""},{"index":1,"embedding":[2]}""",
        """{"index":0,"embedding":[NaN]},{"index":1,"embedding":[2]}""",
        """{"index":0,"embedding":["NaN"]},{"index":1,"embedding":[2]}""",
        """{"index":0,"embedding":{"float":[1]}},{"index":1,"embedding":[2]}""");

    [Theory]
    [MemberData(nameof(Unordered))]
    public async Task Vectors_are_in_the_order_of_their_texts(string path, string items)
    {
        var answer = await host.AskAsync(path, """["a","b"]""", items);

        answer.ShouldBe(200);
        EmbeddingsHost.Vectors(answer).ShouldBe("[[1],[2]]");
        host.Second.Requests.ShouldBeEmpty();
        var receipt = await host.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(8);
    }

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task A_list_without_a_vector_for_each_text_is_a_failed_attempt(string path, string items)
    {
        var answer = await host.AskAsync(path, """["a","b"]""", items, Good);

        answer.ShouldBe(200);
        EmbeddingsHost.Vectors(answer).ShouldBe("[[1],[2]]");
        host.First.Requests.Count.ShouldBe(1);
        answer["x-jusinfer-attempts"].ShouldBe("2");
        var receipt = await host.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(8);
    }

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/api/embed")]
    public async Task Two_vectors_for_one_text_are_a_failed_attempt(string path)
    {
        var answer = await host.AskAsync(
            path,
            """["a","b","c"]""",
            """{"index":0,"embedding":[1]},{"index":2,"embedding":[2]},{"index":2,"embedding":[3]}""",
            """{"index":0,"embedding":[1]},{"index":1,"embedding":[2]},{"index":2,"embedding":[3]}""");

        EmbeddingsHost.Vectors(answer).ShouldBe("[[1],[2],[3]]");
        host.First.Requests.Count.ShouldBe(1);
    }

    /// <summary>The older endpoint of Ollama has one text.</summary>
    [Theory]
    [InlineData("""{"index":0,"embedding":null}""")]
    [InlineData("""{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}""")]
    public async Task The_older_endpoint_gives_the_vector_of_its_text(string items)
    {
        host.ResetHealth();
        host.First.Always(Replies.Json(EmbeddingsHost.List(items)));
        host.Second.Always(Replies.Json(EmbeddingsHost.List("""{"index":0,"embedding":[3]}""")));

        var answer = await host.Caller.PostAsync("/api/embeddings", """{"model":"test/embedding","prompt":"a"}""");

        answer.Body.ShouldBe("""{"embedding":[3]}""");
    }

    [Theory]
    [InlineData("""{"index":0,"embedding":[1]},{"index":1,"embedding":null}""", "sent no vector for input[1]")]
    [InlineData("""{"index":0,"embedding":[1]}""", "sent 1 vectors for 2 inputs")]
    public async Task The_error_says_what_is_missing(string items, string problem)
    {
        var answer = await host.AskAsync("/v1/embeddings", """["a","b"]""", items, items);

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain(problem);
    }

    [Fact]
    public async Task A_reordered_list_keeps_its_other_properties()
    {
        var answer = await host.AskAsync(
            "/v1/embeddings",
            """["a","b"]""",
            """{"object":"embedding","embedding":[2.5e-1],"index":1,"x":[{}]},{"object":"embedding","index":0,"embedding":[1.0],"x":1}""");

        answer.Body.ShouldBe(EmbeddingsHost.List(
            """{"index":0,"object":"embedding","embedding":[1.0],"x":1},{"index":1,"object":"embedding","embedding":[2.5e-1],"x":[{}]}"""));
    }

    /// <summary>Models with a vector per token answer with lists of lists.</summary>
    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/api/embed")]
    public async Task Several_vectors_of_one_text_are_passed_on(string path)
    {
        var answer = await host.AskAsync(path, "\"a\"", """{"index":0,"embedding":[[1,2],[3,4]]}""");

        EmbeddingsHost.Vectors(answer).ShouldBe("[[[1,2],[3,4]]]");
    }

    private static TheoryData<string, string> ForEachPath(params string[] lists) =>
        [.. from path in Paths from items in lists select (path, items)];
}
