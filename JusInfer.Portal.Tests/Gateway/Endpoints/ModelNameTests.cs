using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>The model names that requests can use.</summary>
public sealed class ModelNameTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("test/frontier-1")]
    [InlineData("TEST/Frontier-1")]
    [InlineData("frontier-1")]
    [InlineData("frontier-alias")]
    [Trait("Promise", "P-15")]
    public async Task A_model_can_be_requested_by_any_of_its_names(string name)
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
    public async Task Auto_routes_a_question_to_the_baseline(string name)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(name, "Why does it hang?"));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        answer["x-jusinfer-route"].ShouldBe("auto:baseline");
    }

    [Theory]
    [InlineData("jusInfer-auto:cheap", GatewayHost.Small, "auto:cheap")]
    [InlineData("auto:CHEAP", GatewayHost.Small, "auto:cheap")]
    [InlineData("jusInfer-auto:best", GatewayHost.Frontier, "auto:best")]
    public async Task Variants_of_auto_route_to_the_cheapest_and_to_the_best_model(string name, string model, string route)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(name));

        answer["x-jusinfer-model"].ShouldBe(model);
        answer["x-jusinfer-route"].ShouldBe(route);
    }

    [Fact]
    [Trait("Promise", "P-13")]
    public async Task Auto_routes_a_title_beside_the_conversation_to_the_cheapest_model()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync("""
            {"model":"auto","messages":[{"role":"system","content":"Generate a short title for the conversation, at most 5 words."},{"role":"user","content":"please fix my tests"}]}
            """);

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
        answer["x-jusinfer-route"].ShouldBe("auto:title");
        answer["x-jusinfer-route-explanation"].ShouldNotBeNull().ShouldContain("title");
    }

    [Fact]
    [Trait("Promise", "P-21")]
    public async Task Auto_routes_an_image_to_a_vision_model()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync("""{"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""");

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        answer["x-jusinfer-route"].ShouldBe("auto:vision");
    }

    [Fact]
    public async Task The_size_of_an_attachment_does_not_count_as_prompt_text()
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(
            $$$"""{"model":"{{{GatewayHost.Frontier}}}","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,{{{new string('A', 2_000_000)}}}"}}]}]}""");

        answer.ShouldBe(200);
    }

    [Fact]
    public async Task An_unknown_model_is_rejected_with_similar_names()
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
    public async Task A_fine_tuned_model_is_rejected_with_an_explanation(string model)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(model));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("Fine-tuned models are not supported");
    }

    [Fact]
    [Trait("Promise", "P-23")]
    public async Task The_error_for_a_fine_tuned_model_names_its_base_model()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("ft:frontier-1:acme::abc"));

        answer.Message.ShouldContain("similar ones are test/frontier-1");
    }

    [Fact]
    public async Task A_chat_request_to_an_embedding_model_is_rejected()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("test/embedding"));

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Message.ShouldContain("embedding model");
    }

    [Fact]
    public async Task The_error_for_a_model_without_a_connected_provider_says_so()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking("test/unconnected"));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain("test/unconnected");
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_length_has_the_error_code_that_agents_expect()
    {
        var answer = await (await gateway.Team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Tiny, new string('x', 2_000)));

        answer.ShouldBe(400, "context_length_exceeded");
        answer.Message.ShouldContain("maximum context length of 200 tokens");
    }

    [Fact]
    public async Task A_key_with_allowed_models_can_use_only_these_in_any_spelling()
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

    [Fact]
    public async Task Auto_chooses_among_the_models_that_a_key_allows_beside_it()
    {
        var caller = await gateway.Team.MintAsync(new { name = "small", models = (string[])["auto", "small-1"] });

        var answer = await caller.AskAsync(Caller.Asking("auto", "Why does it hang?"));
        var rejected = await caller.AskAsync("""{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""");

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Small);
        answer["x-jusinfer-route"].ShouldBe("auto:capable");
        rejected.ShouldBe(400, "UNSUPPORTED");
        rejected.Message.ShouldContain("Vision");
    }
}
