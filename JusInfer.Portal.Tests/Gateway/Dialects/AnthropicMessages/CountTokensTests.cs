using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests token counts of prompts: exact if a provider of the dialect counts, otherwise estimated, and never billed.</summary>
public sealed class CountTokensTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Path = "/v1/messages/count_tokens";

    [Theory]
    [InlineData(Path)]
    [InlineData("/messages/count_tokens?beta=true")]
    [InlineData("/v1/v1/messages/count_tokens")]
    public async Task A_provider_of_the_dialect_counts_the_tokens(string path)
    {
        gateway.Claude.Script(Replies.Json("""{"input_tokens":2095}"""));

        var answer = await CountAsync(MessagesHost.Opus55, path);

        answer.ShouldBe(200);
        answer.Body.ShouldBe("""{"input_tokens":2095}""");
        gateway.Claude.LastRequest.Path.ShouldBe(Path);
        gateway.Claude.LastRequest.Json.GetProperty("model").GetString().ShouldBe("claude-opus-5-5");
        gateway.Claude.LastRequest.Header("x-api-key").ShouldBe("sk-upstream-claude-credential");
        gateway.Claude.LastRequest.Header("anthropic-beta").ShouldBe("token-counting-2024-11-01");
        gateway.Claude.LastRequest.Header("Accept-Encoding").ShouldBe("identity");
        gateway.Claude.LastRequest.Header("User-Agent").ShouldBe($"JusInfer/{ProductVersion.Text}");
    }

    [Fact]
    public async Task For_a_provider_of_another_dialect_the_count_is_estimated()
    {
        gateway.Chat.Script();

        var answer = await CountAsync(MessagesHost.Gpt);

        answer.ShouldBe(200);
        answer.Json.GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(5);
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task If_the_provider_fails_the_count_is_estimated()
    {
        gateway.Claude.Script(Replies.Html(500));

        (await CountAsync(MessagesHost.Opus55)).Json.GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Above_the_rate_of_the_key_counts_are_estimated()
    {
        gateway.Claude.Script(Replies.Json("""{"input_tokens":2095}"""), Replies.Json(MessagesWire.TextMessage("ab")));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });

        (await CountAsync(MessagesHost.Opus55, caller: caller)).Body.ShouldBe("""{"input_tokens":2095}""");
        (await CountAsync(MessagesHost.Opus55, caller: caller)).Json.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(100);

        gateway.Claude.Requests.Count.ShouldBe(1);
        (await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55))).ShouldBe(200);
    }

    [Fact]
    public async Task A_provider_without_counting_is_not_asked_again_and_still_answers_calls()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.ErrorBody("no such path", "not_found_error"), 404), Replies.Json(MessagesWire.TextMessage("ab")));

        for (var i = 0; i < 3; i++) (await CountAsync(MessagesHost.Sonnet45)).Json.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(100);

        gateway.Claude.Requests.Count.ShouldBe(1);
        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Sonnet45))).ShouldBe(200);
    }

    [Fact]
    public async Task A_provider_with_an_open_circuit_breaker_is_not_asked_to_count()
    {
        gateway.Hasty.Script(Replies.Json(MessagesWire.ErrorBody("no credit"), 402));
        (await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Quick))).ShouldBe(502);

        (await CountAsync(MessagesHost.Quick)).Json.GetProperty("input_tokens").GetInt64().ShouldBeLessThan(100);

        gateway.Hasty.Requests.ShouldAllBe(static request => request.Path == MessagesHost.Path);
    }

    [Fact]
    public async Task Invalid_UTF8_is_rejected()
    {
        using var body = new ByteArrayContent([.. "{\"model\":\"test/gpt\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xff, .. "\"}]}"u8]);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, Path, body);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("UTF-8");
    }

    [Fact]
    public async Task The_providers_rejection_of_a_prompt_is_passed_on()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.ErrorBody("messages.0: bad"), 400));

        var answer = await CountAsync(MessagesHost.Opus55);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("messages.0: bad");
    }

    [Fact]
    public async Task A_count_is_not_a_call_and_costs_nothing()
    {
        gateway.Claude.Script(Replies.Json("""{"input_tokens":2095}"""), Replies.Json(MessagesWire.TextMessage("ab")));
        var caller = await gateway.Team.MintAsync();

        await CountAsync(MessagesHost.Opus55, caller: caller);
        var asked = await MessagesHost.AskAsync(caller, MessagesHost.Asking(MessagesHost.Opus55));

        var records = await gateway.Team.RecordsAsync(caller);
        records.ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(asked.RequestId);
    }

    private async Task<GatewayAnswer> CountAsync(string model, string path = Path, Caller? caller = null) => await MessagesHost.AskAsync(
        caller ?? await gateway.Team.MintAsync(),
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"how many tokens are these words?"}]}""",
        path,
        ("anthropic-beta", "token-counting-2024-11-01"));
}
