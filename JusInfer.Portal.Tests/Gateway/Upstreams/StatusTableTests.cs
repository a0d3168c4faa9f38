using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>Whose fault a status is: what is tried again at the endpoint, what at another one, and what the client learns.</summary>
[Trait("Promise", "P-24")]
public sealed class StatusTableTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string UnknownField =
        """{"error":{"message":"Unrecognized request argument supplied: verbosity","type":"invalid_request_error"}}""";

    private const string TooLarge =
        """{"error":{"message":"Request too large for m on tokens per min (TPM): Limit 60, Requested 90, reduce your message size."}}""";

    private static Reply Good => Replies.Json(ChatSse.Completion("from the other one"));

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(405)]
    [InlineData(410)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(431)]
    [InlineData(451)]
    [InlineData(501)]
    public async Task What_the_same_request_would_get_again_is_tried_at_another_endpoint_only(int status)
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Replies.Error(status, "no"), Good);
        gateway.Beta.Script(Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Spare))).Body.ShouldContain("from the other one");

        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.Beta.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(413, "too big")]
    [InlineData(400, UnknownField)]
    [InlineData(429, TooLarge)]
    public async Task A_request_that_one_endpoint_does_not_accept_goes_to_the_next_once(int status, string body)
    {
        var declined = Replies.Json(body, status);
        gateway.Alpha.Script(declined);
        gateway.Beta.Script(Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Spare))).Body.ShouldContain("from the other one");

        gateway.Alpha.Script(declined);
        gateway.Beta.Script(declined, declined);
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));
        answer.Status.ShouldBe(status == 429 ? 400 : status);
        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.Beta.Requests.Count.ShouldBe(1);
    }

    /// <summary>It was tried four times at once, hid the advice, and opened the breaker for other teams.</summary>
    [Fact]
    public async Task A_request_that_is_too_large_for_a_limit_says_so_and_is_no_failure_of_the_provider()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Json(TooLarge, 429), 12)]);
        var caller = await gateway.Team.MintAsync();

        for (var call = 0; call < 12; call++)
        {
            var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
            answer.ShouldBe(400, "context_length_exceeded");
            answer.Message.ShouldContain("reduce your message size");
        }

        gateway.Alpha.Requests.Count.ShouldBe(12);
        var report = gateway.Portal.Services.GetRequiredService<ProviderHealth>().Report();
        report.Endpoints.ShouldNotContain(
            static endpoint => endpoint.Model == GatewayHost.Frontier && endpoint.State != EndpointState.Available);
    }

    /// <summary>OpenAI says it with the status of rate limits, and the account has no credit a second later either.</summary>
    [Theory]
    [InlineData("""{"error":{"message":"You exceeded your current quota, please check your plan.","code":"insufficient_quota"}}""")]
    [InlineData("""{"error":{"message":"You exceeded your current quota, please check your plan and billing details."}}""")]
    [InlineData("""{"error":{"message":"Insufficient balance"}}""")]
    public async Task An_account_without_credit_is_not_asked_again(string body)
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Replies.Json(body, 429), Good);
        gateway.Beta.Script(Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Spare)))["x-jusinfer-provider"].ShouldBe("beta");

        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Json(body, 429), Good);
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Status.ShouldBe(502);
        gateway.Alpha.Requests.Count.ShouldBe(1);
        gateway.ResetHealth(GatewayHost.Frontier);
    }

    [Theory]
    [InlineData("""[{"error":{"code":429,"message":"You exceeded your current quota.","details":[{"retryDelay":"0.05s"}]}}]""")]
    [InlineData("""{"error":{"message":"Request 'you exceeded your current quota' is one too many."}}""")]
    public async Task A_rate_of_which_a_provider_speaks_as_a_quota_is_tried_again(string body)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Json(body, 429), Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Status.ShouldBe(200);

        gateway.Alpha.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_that_rules_out_another_attempt_gets_none()
    {
        gateway.Alpha.Script(Replies.Error(500, "no", ("x-should-retry", "false")), Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).Status.ShouldBe(502);

        gateway.Alpha.Requests.Count.ShouldBe(1);
    }
}
