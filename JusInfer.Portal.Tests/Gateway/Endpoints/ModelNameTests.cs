using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>What callers may write for a model.</summary>
public sealed class ModelNameTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("test/frontier-1")]
    [InlineData("TEST/Frontier-1")]
    [InlineData("frontier-1")]
    [InlineData("frontier-alias")]
    [Trait("Promise", "P-15")]
    public async Task A_model_is_pinned_by_any_of_its_names(string name)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(name));

        answer.ShouldBe(200);
        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        gateway.Alpha.LastRequest.Json.GetProperty("model").GetString().ShouldBe("frontier-upstream");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("model_requested").GetString().ShouldBe(name);
    }

    [Theory]
    [InlineData("jusInfer-auto")]
    [InlineData("JUSINFER-AUTO")]
    [InlineData("auto")]
    [Trait("Promise", "P-13")]
    public async Task Auto_takes_a_short_question_for_a_small_model(string name)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(name));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
        answer["x-jusinfer-route"].ShouldBe("auto:utility");
    }

    [Fact]
    [Trait("Promise", "P-13")]
    public async Task Auto_takes_a_step_with_tools_for_a_frontier_model()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("auto", "Why does it hang?", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]"));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        answer["x-jusinfer-route"].ShouldBe("auto:reasoning");
    }

    [Fact]
    [Trait("Promise", "P-13")]
    public async Task Auto_takes_a_small_tool_result_for_a_small_model()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync("""
            {"model":"auto","tools":[{"type":"function","function":{"name":"ls"}}],"messages":[{"role":"user","content":"List the files."},
             {"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"ls","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"a.txt"}]}
            """);

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
        answer["x-jusinfer-route"].ShouldBe("auto:tool-result");
    }

    [Fact]
    [Trait("Promise", "P-21")]
    public async Task Auto_takes_an_image_to_a_model_that_sees()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync("""{"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""");

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        answer["x-jusinfer-route"].ShouldBe("auto:vision");
    }

    [Fact]
    public async Task An_attachment_is_not_taken_for_megabytes_of_prompt()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(
            $$$"""{"model":"{{{GatewayHost.Frontier}}}","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{{new string('A', 2_000_000)}}}"}}]}]}""");

        answer.ShouldBe(200);
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_the_nearest_names()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("test/frontear-1"));

        answer.ShouldBe(404, "MODEL_NOT_FOUND");
        answer.Param.ShouldBe("model");
        answer.Message.ShouldContain("Did you mean test/frontier-1");
        answer["x-ratelimit-remaining-requests"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ft:gpt-4o:acme::abc")]
    [InlineData("FT:anything")]
    [InlineData("openai/ft:gpt-4o:acme::abc")]
    [Trait("Promise", "P-23")]
    public async Task A_fine_tune_is_refused_in_words(string model)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(model));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("Fine-tuned models are not hosted");
    }

    [Fact]
    [Trait("Promise", "P-23")]
    public async Task A_fine_tune_of_a_model_that_is_here_brings_that_models_name()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("ft:frontier-1:acme::abc"));

        answer.Message.ShouldContain("near it are test/frontier-1");
    }

    [Fact]
    public async Task A_model_that_only_embeds_does_not_chat()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("test/embedding"));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain("embeddings");
    }

    [Fact]
    public async Task A_model_without_a_connected_provider_is_said_to_be_so()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("test/unconnected"));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain("test/unconnected");
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_is_refused_as_harnesses_expect()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Tiny, new string('x', 2_000)));

        answer.ShouldBe(400, "context_length_exceeded");
        answer.Message.ShouldContain("maximum context length of 200 tokens");
    }

    [Fact]
    public async Task A_key_with_a_list_of_models_may_ask_for_those_alone_in_any_spelling()
    {
        var caller = await gateway.Team.MintAsync(new { name = "narrow", models = (string[])["FRONTIER-ALIAS"] });

        var allowed = await caller.AskAsync(Caller.Asking("frontier-1"));
        var other = await caller.AskAsync(Caller.Asking(GatewayHost.Small));
        var automatic = await caller.AskAsync(Caller.Asking("auto"));

        allowed.ShouldBe(200);
        other.ShouldBe(403, "MODEL_NOT_ALLOWED");
        other.Message.ShouldContain("FRONTIER-ALIAS");
        automatic.ShouldBe(403, "MODEL_NOT_ALLOWED");
    }
}
