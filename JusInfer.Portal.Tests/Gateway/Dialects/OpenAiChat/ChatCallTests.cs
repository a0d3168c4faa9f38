using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Calls that are not streamed, over the wire.</summary>
public sealed class ChatCallTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    [Trait("Promise", "P-1")]
    public async Task The_answer_of_a_provider_is_unchanged()
    {
        var written = ChatSse.Completion("an answer", ChatSse.OpenAiUsage);
        gateway.Alpha.Script(Replies.Json(written));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer.Body.ShouldBe(written);
        answer["content-type"].ShouldBe("application/json");
    }

    [Fact]
    public async Task An_answer_states_its_model_and_its_cost()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
        answer["x-jusinfer-provider"].ShouldBe("alpha");
        answer["x-jusinfer-route"].ShouldBe("pinned");
        answer["x-jusinfer-attempts"].ShouldBe("1");
        decimal.Parse(answer["x-jusinfer-overhead-ms"]!).ShouldBeInRange(0, 5_000);

        // 60 at 3, 40 cached at 0.30, 20 at 15 USD per million.
        answer["x-jusinfer-cost-usd"].ShouldBe("0.000492");
        answer["x-ratelimit-limit-requests"].ShouldBe("600");
        answer["x-ratelimit-remaining-requests"].ShouldBe("599");
        answer["x-ratelimit-reset-requests"].ShouldNotBeNull().ShouldEndWith("ms");
        answer.RequestId.ShouldStartWith("req_");
        answer["x-jusinfer-simulated"].ShouldBeNull();
    }
}
