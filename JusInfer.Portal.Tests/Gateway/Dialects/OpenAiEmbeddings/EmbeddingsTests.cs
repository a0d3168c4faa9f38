using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using OpenAI.Embeddings;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>Tests <c>POST /v1/embeddings</c>: passed through to the provider, metered and billed like any call.</summary>
public sealed class EmbeddingsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Model = "test/embedding";

    private static readonly float[] One = [0.25f, -0.5f, 1];
    private static readonly float[] Two = [0.125f, 0, -1];

    [Fact]
    [Trait("Promise", "P-27")]
    public async Task OpenAis_client_embeds_texts_and_reads_its_vectors_and_usage()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Base64(One, Two)));
        var client = (await gateway.Team.MintAsync()).OpenAi().GetEmbeddingClient(Model);

        var embeddings = await client.GenerateEmbeddingsAsync(["one", "two"], new EmbeddingGenerationOptions { Dimensions = 3 }, TestContext.Current.CancellationToken);

        embeddings.Value[0].ToFloats().ToArray().ShouldBe(One);
        embeddings.Value[1].ToFloats().ToArray().ShouldBe(Two);
        embeddings.Value.Usage.InputTokenCount.ShouldBe(8);
        var sent = gateway.Alpha.LastRequest;
        sent.Path.ShouldBe("/v1/embeddings");
        sent.Json.GetProperty("encoding_format").GetString().ShouldBe("base64");
        sent.Json.GetProperty("dimensions").GetInt32().ShouldBe(3);
    }

    [Fact]
    [Trait("Promise", "P-26")]
    public async Task Request_and_answer_are_unchanged_except_for_the_model()
    {
        var list = EmbeddingsWire.Floats(One, Two).Replace("0.25", "2.50e-1", StringComparison.Ordinal);
        gateway.Alpha.Script(Replies.Json(list));
        var body = $$"""{ "input" : ["a","\u00fc"],  "dimensions":3.0, "model":"{{Model}}", "unknown":{"b":1,"a":12345678901234567890} ,"encoding_format":"float"}""";

        var answer = await AskAsync(body);

        answer.ShouldBe(200);
        answer.Body.ShouldBe(list);
        gateway.Alpha.LastRequest.Text.ShouldBe(body.Replace(Model, "embedding", StringComparison.Ordinal));
        gateway.Alpha.LastRequest.Header("Authorization").ShouldBe($"Bearer {TestCatalog.CredentialOf("alpha")}");
    }

    [Theory]
    [InlineData("\"a text\"", 1)]
    [InlineData("[\"several\",\"texts\"]", 2)]
    [InlineData("[1,2,3]", 1)]
    [InlineData("[[1,2,3],[4]]", 2)]
    public async Task Texts_and_token_ids_are_accepted_alone_and_in_batches(string input, int count)
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats([.. Enumerable.Repeat(One, count)])));

        (await AskAsync($$"""{"model":"{{Model}}","input":{{input}}}""")).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("input").GetRawText().ShouldBe(input);
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task The_providers_count_is_billed_as_input_and_reported_in_the_headers_and_on_the_receipt()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One)));

        var answer = await AskAsync($$"""{"model":"{{Model}}","input":"eight tokens","user":"ada"}""");

        answer["x-jusinfer-model"].ShouldBe(Model);
        answer["x-jusinfer-route"].ShouldBe("pinned");
        answer["x-jusinfer-cost-usd"].ShouldBe("0.000008");
        answer["x-ratelimit-remaining-requests"].ShouldNotBeNull();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(8);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(0);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("user").GetString().ShouldBe("ada");
    }

    [Theory]
    [InlineData("\"user\":\"ada\"", "ada", null)]
    [InlineData("\"safety_identifier\":\"grace\",\"prompt_cache_key\":\"run-1\"", "grace", "run-1")]
    [InlineData("\"metadata\":{\"user_id\":\"alan\",\"session_id\":\"run-2\",\"other\":7}", "alan", "run-2")]
    [InlineData("\"user\":\"ada\",\"safety_identifier\":\"grace\"", "ada", null)]
    [InlineData("\"user\":7,\"metadata\":\"x\",\"prompt_cache_key\":null", null, null)]
    [Trait("Promise", "P-9")]
    public async Task The_body_identifies_an_end_user_and_a_session(string fields, string? user, string? session)
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One)));

        var answer = await AskAsync($$"""{"model":"{{Model}}","input":"text",{{fields}}}""");

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("user").GetString().ShouldBe(user);
        receipt.GetProperty("session").GetString().ShouldBe(session);
    }

    [Fact]
    public async Task If_the_provider_reports_no_usage_the_input_is_estimated_and_vectors_are_not_counted()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.List(["[0.1,0.2,0.3]"], usage: null)));

        var answer = await AskAsync($$"""{"model":"{{Model}}","input":"{{new string('x', 398)}}"}""");

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(100);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Auto_always_selects_the_same_embedding_model()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One)));

        var answer = await AskAsync("""{"model":"jusInfer-auto","input":"text"}""");

        answer["x-jusinfer-model"].ShouldBe(Model);
        answer["x-jusinfer-route"].ShouldBe("auto:embeddings");
    }

    [Fact]
    public async Task A_batch_longer_than_one_context_is_sent_to_the_provider()
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats([.. Enumerable.Repeat(One, 200)])));
        var texts = string.Join(',', Enumerable.Repeat($"\"{new string('x', 4_000)}\"", 200));

        (await AskAsync($$"""{"model":"{{Model}}","input":[{{texts}}]}""")).ShouldBe(200);
    }

    [Theory]
    [InlineData("/embeddings")]
    [InlineData("/v1/v1/embeddings")]
    [Trait("Promise", "P-1")]
    public async Task The_path_works_without_v1_and_with_v1_twice(string path)
    {
        gateway.Alpha.Script(Replies.Json(EmbeddingsWire.Floats(One)));

        (await AskAsync($$"""{"model":"{{Model}}","input":"text"}""", path)).ShouldBe(200);
    }

    [Fact]
    public async Task A_chat_model_rejects_embeddings()
    {
        var answer = await AskAsync($$"""{"model":"{{GatewayHost.Frontier}}","input":"text"}""");

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe("model");
        answer.Message.ShouldContain("does not support embeddings");
    }

    [Theory]
    [InlineData("", null, "'model' and 'input'")]
    [InlineData("{\"input\":\"x\"}", "model", "'model' is missing")]
    [InlineData("{\"model\":\"test/embedding\"}", "input", "'input' is missing")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":[]}", "input", "is empty")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":7}", "input", "must be a string")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":[\"a\",{}]}", "input[1]", "must be a string")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":[[1],[2,\"three\"]]}", "input[1][1]", "token number")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":\"x\",\"encoding_format\":5}", "encoding_format", "\"float\" or \"base64\"")]
    [InlineData("{\"model\":\"test/embedding\",\"input\":\"x\"}{}", null, "not valid JSON")]
    public async Task Invalid_input_is_reported_with_its_path(string body, string? param, string message)
    {
        var answer = await AskAsync(body);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(param);
        answer.Message.ShouldContain(message);
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task A_failure_of_the_provider_is_retried_invisibly()
    {
        gateway.Alpha.Script(Replies.Error(502), Replies.Json("""{"object":"list","data":[]}"""), Replies.Json(EmbeddingsWire.Floats(One)));

        var answer = await AskAsync($$"""{"model":"{{Model}}","input":"text"}""");

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("3");
    }

    [Fact]
    public async Task The_providers_rejection_is_passed_on()
    {
        gateway.Alpha.Script(Replies.Error(400, "dimensions must be at most 3072"));

        var answer = await AskAsync($$"""{"model":"{{Model}}","input":"text","dimensions":9999}""");

        answer.Status.ShouldBe(400);
        answer.Message.ShouldContain("dimensions must be at most 3072");
    }

    private async Task<GatewayAnswer> AskAsync(string body, string path = "/v1/embeddings") =>
        await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));
}
