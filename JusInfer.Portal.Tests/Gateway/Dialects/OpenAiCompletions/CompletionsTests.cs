using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiCompletions;

/// <summary>Tests <c>POST /v1/completions</c> for a provider with text completions: body and answer are passed through.</summary>
public sealed class CompletionsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Model = GatewayHost.Completing;

    [Fact]
    [Trait("Promise", "P-26")]
    public async Task Request_and_answer_are_unchanged_except_for_the_model()
    {
        gateway.Alpha.Script(Replies.Json(CompletionsWire.Whole("  return 1;")));
        var body = $$$"""{ "prompt" : "def f():\u000a", "suffix":"\n}","max_tokens":16,"logprobs":2,"echo":false, "model":"{{{Model}}}", "stop":["\n\n"],"unknown":{"b":1e0}}""";

        var answer = await AskAsync(body);

        answer.ShouldBe(200);
        answer.Body.ShouldBe(CompletionsWire.Whole("  return 1;"));
        gateway.Alpha.LastRequest.Path.ShouldBe("/v1/completions");
        gateway.Alpha.LastRequest.Text.ShouldBe(body.Replace(Model, "completing", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task The_providers_count_is_billed()
    {
        gateway.Alpha.Script(Replies.Json(CompletionsWire.Whole("text")));

        var answer = await AskAsync($$"""{"model":"{{Model}}","prompt":"text"}""");

        answer["x-jusinfer-model"].ShouldBe(Model);
        answer["x-jusinfer-cost-usd"].ShouldBe("0.000042");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(12);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(3);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Fact]
    [Trait("Promise", "P-18")]
    public async Task A_streams_usage_is_requested_and_billed_and_removed_for_a_client_that_did_not_request_it()
    {
        gateway.Alpha.Script(Replies.Sse(CompletionsWire.Stream("one ", "two")));

        var answer = await AskAsync($$"""{"model":"{{Model}}","prompt":"text","stream":true}""");

        answer.Body.ShouldBe(CompletionsWire.Chunk("one ") + CompletionsWire.Chunk("two") + CompletionsWire.Chunk("", "\"stop\"") + ChatSse.Done);
        gateway.Alpha.LastRequest.Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("output_tokens").GetInt64().ShouldBe(3);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Fact]
    public async Task A_client_that_requests_usage_gets_it_once_at_the_end_of_the_stream()
    {
        gateway.Alpha.Script(Replies.Sse(CompletionsWire.Stream("text")));

        var answer = await AskAsync($$$"""{"model":"{{{Model}}}","prompt":"text","stream":true,"stream_options":{"include_usage":true}}""");

        var last = answer.Chunks[^1];
        last.GetProperty("object").GetString().ShouldBe("text_completion");
        last.GetProperty("choices").GetArrayLength().ShouldBe(0);
        last.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(15);
        last.GetProperty("x_jusinfer").GetProperty("model").GetString().ShouldBe(Model);
        answer.Chunks.Count(chunk => chunk.TryGetProperty("usage", out _)).ShouldBe(1);
        answer.IsDone.ShouldBeTrue();
    }

    [Fact]
    [Trait("Promise", "P-24")]
    public async Task A_failure_before_the_first_text_is_retried_invisibly()
    {
        gateway.Alpha.Script(Replies.Sse(CompletionsWire.Chunk("")), Replies.Sse(CompletionsWire.Stream("text")));

        var answer = await AskAsync($$"""{"model":"{{Model}}","prompt":"text","stream":true}""");

        answer.IsDone.ShouldBeTrue();
        answer["x-jusinfer-attempts"].ShouldBe("2");
    }

    [Fact]
    public async Task An_interrupted_stream_ends_with_an_error_in_the_dialects_format_and_without_the_terminal_marker()
    {
        gateway.Alpha.Script(Replies.Sse(CompletionsWire.Chunk("text")));

        var answer = await AskAsync($$"""{"model":"{{Model}}","prompt":"text","stream":true}""");

        var last = answer.Chunks[^1];
        last.GetProperty("object").GetString().ShouldBe("text_completion");
        last.GetProperty("choices")[0].GetProperty("text").GetString().ShouldBe("");
        last.GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        answer.IsDone.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[\"several\",\"texts\"]")]
    [InlineData("[1,2,3]")]
    [InlineData("[[1,2],[3]]")]
    public async Task A_prompt_can_be_a_text_a_batch_or_token_ids(string prompt)
    {
        gateway.Alpha.Script(Replies.Json(CompletionsWire.Whole("text")));

        (await AskAsync($$"""{"model":"{{Model}}","prompt":{{prompt}}}""")).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("prompt").GetRawText().ShouldBe(prompt);
    }

    [Theory]
    [InlineData("/completions")]
    [InlineData("/v1/v1/completions")]
    [Trait("Promise", "P-1")]
    public async Task The_path_works_without_v1_and_with_v1_twice(string path)
    {
        gateway.Alpha.Script(Replies.Json(CompletionsWire.Whole("text")));

        (await AskAsync($$"""{"model":"{{Model}}","prompt":"text"}""", path)).ShouldBe(200);
    }

    [Theory]
    [InlineData("", null, "'model' and 'prompt'")]
    [InlineData("{\"prompt\":\"x\"}", "model", "'model' is missing")]
    [InlineData("{\"model\":\"auto\"}", "prompt", "'prompt' is missing")]
    [InlineData("{\"model\":\"auto\",\"prompt\":[]}", "prompt", "is empty")]
    [InlineData("{\"model\":\"auto\",\"prompt\":{}}", "prompt", "must be a string")]
    [InlineData("{\"model\":\"auto\",\"prompt\":[\"a\",true]}", "prompt[1]", "must be a string")]
    [InlineData("{\"model\":\"auto\",\"prompt\":\"x\",\"prompt\":\"y\"}", "prompt", "appears twice")]
    [InlineData("{\"model\":\"auto\",\"prompt\":\"x\",\"stream\":1}", "stream", "true or false")]
    [InlineData("{\"model\":\"auto\",\"prompt\":\"x\",\"stream_options\":7}", "stream_options", "must be an object")]
    [InlineData("{\"model\":\"auto\",\"prompt\":\"x\",\"max_tokens\":0}", "max_tokens", "above zero")]
    [InlineData("{\"model\":\"auto\",\"prompt\":\"x\",\"n\":\"two\"}", "n", "whole number")]
    public async Task Invalid_input_is_reported_with_its_path(string body, string? param, string message)
    {
        var answer = await AskAsync(body);

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Param.ShouldBe(param);
        answer.Message.ShouldContain(message);
    }

    private async Task<GatewayAnswer> AskAsync(string body, string path = "/v1/completions") =>
        await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));
}
