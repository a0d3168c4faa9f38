using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// Tests <c>POST /v1/completions</c> for a chat model: the prompt becomes a user message, and the answer a text completion.
/// </summary>
public sealed class CompletionsByChatTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("\"Say \\\"hi\\\" 😀\"")]
    [InlineData("[\"Say \\\"hi\\\" 😀\"]")]
    public async Task The_prompt_becomes_one_user_message_and_the_answer_a_text_completion(string prompt)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hi \"there\"")));

        var answer = await AskAsync($$"""{"model":"{{GatewayHost.Frontier}}","prompt":{{prompt}},"max_tokens":7,"temperature":0.50,"stop":"END"}""");

        answer.ShouldBe(200);
        answer.Json.GetProperty("object").GetString().ShouldBe("text_completion");
        answer.Json.GetProperty("id").GetString()!.ShouldStartWith("cmpl-");
        answer.Json.GetProperty("choices")[0].GetProperty("text").GetString().ShouldBe("hi \"there\"");
        answer.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("stop");
        answer.Json.GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBe(15);
        var sent = gateway.Alpha.LastRequest;
        sent.Path.ShouldBe("/v1/chat/completions");
        sent.Json.GetProperty("model").GetString().ShouldBe("frontier-upstream");
        var message = sent.Json.GetProperty("messages").EnumerateArray().ShouldHaveSingleItem();
        message.GetProperty("role").GetString().ShouldBe("user");
        message.GetProperty("content").GetString().ShouldBe("Say \"hi\" 😀");
        sent.Json.GetProperty("temperature").GetRawText().ShouldBe("0.50");
        sent.Text.ShouldContain("\"END\"");
    }

    [Fact]
    [Trait("Promise", "P-18")]
    public async Task A_stream_becomes_text_completion_chunks()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("one ", "two")));

        var answer = await AskAsync($$$"""{"model":"{{{GatewayHost.Frontier}}}","prompt":"count","stream":true,"stream_options":{"include_usage":true}}""");

        answer.Chunks.ShouldAllBe(chunk => chunk.GetProperty("object").GetString() == "text_completion");
        answer.Chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct().ShouldHaveSingleItem();
        string.Concat(answer.Chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("text").GetString())).ShouldBe("one two");
        answer.Chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("stop");
        answer.Chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(3);
        answer.IsDone.ShouldBeTrue();
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("output_tokens").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task An_interrupted_stream_ends_with_an_error_and_without_the_terminal_marker()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("one ")));

        var answer = await AskAsync($$"""{"model":"{{GatewayHost.Frontier}}","prompt":"count","stream":true}""");

        answer.Chunks[^1].GetProperty("object").GetString().ShouldBe("text_completion");
        answer.Chunks[^1].GetProperty("choices")[0].GetProperty("text").GetString().ShouldBe("");
        answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
        answer.IsDone.ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"prompt\":\"x\",\"suffix\":\"}\"", "suffix")]
    [InlineData("\"prompt\":\"x\",\"logprobs\":0", "logprobs")]
    [InlineData("\"prompt\":\"x\",\"best_of\":2", "best_of")]
    [InlineData("\"prompt\":\"x\",\"n\":2", "n")]
    [InlineData("\"prompt\":\"x\",\"echo\":true", "echo")]
    [InlineData("\"prompt\":[1,2]", "prompt[0]")]
    [InlineData("\"prompt\":[[1,2]]", "prompt[0]")]
    [InlineData("\"prompt\":[\"x\",\"y\"]", "prompt[1]")]
    public async Task A_field_that_a_chat_does_not_support_is_rejected(string fields, string param)
    {
        gateway.Alpha.Script();

        var answer = await AskAsync($$"""{"model":"{{GatewayHost.Frontier}}",{{fields}}}""");

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Param.ShouldBe(param);
        answer.Message.ShouldContain("'completions'");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"suffix\":null,\"logprobs\":null,\"best_of\":1,\"n\":1,\"echo\":false")]
    [InlineData("\"suffix\":\"\",\"best_of\":null,\"user\":\"ada\"")]
    public async Task Default_values_of_unsupported_fields_are_accepted(string fields)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hi")));

        (await AskAsync($$"""{"model":"{{GatewayHost.Frontier}}","prompt":"x",{{fields}}}""")).ShouldBe(200);
    }

    [Fact]
    [Trait("Promise", "P-13")]
    public async Task Auto_selects_a_model_with_text_completions_where_a_field_requires_it()
    {
        gateway.Alpha.Script(Replies.Json(CompletionsWire.Whole("text")));

        var answer = await AskAsync("""{"model":"auto","prompt":"def f():","suffix":"}"}""");

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Completing);
        gateway.Alpha.LastRequest.Path.ShouldBe("/v1/completions");
    }

    private async Task<GatewayAnswer> AskAsync(string body) =>
        await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, "/v1/completions", new StringContent(body, Encoding.UTF8, "application/json"));
}
