using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>How a failing provider affects later calls, receipts and the operator's report. Over real sockets.</summary>
[Trait("Promise", "P-16")]
public sealed class FailoverTests : IClassFixture<GatewayHost>
{
    private static readonly Reply Good = Replies.Json(ChatSse.Completion("good"));
    private readonly GatewayHost gateway;

    public FailoverTests(GatewayHost gateway)
    {
        this.gateway = gateway;
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Beta.Always(Good);
    }

    [Fact]
    public async Task After_five_failures_the_other_endpoint_is_called_first()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Error(502), 5)]);
        var caller = await gateway.Team.MintAsync();

        for (var call = 0; call < 5; call++) (await AskAsync(caller)).ShouldBe("alpha beta");
        (await AskAsync(caller)).ShouldBe("beta");

        gateway.Alpha.Requests.Count.ShouldBe(5);
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Good);
        (await AskAsync(caller)).ShouldBe("alpha");
    }

    [Theory]
    [InlineData("Retry-After", "30")]
    [InlineData("x-ratelimit-reset-requests", "6m0s")]
    [InlineData("anthropic-ratelimit-requests-reset", "2099-01-01T00:00:00Z")]
    public async Task A_rate_limited_provider_is_not_called(string header, string value)
    {
        gateway.Alpha.Script(Replies.Error(429, "slow down", (header, value)));
        var caller = await gateway.Team.MintAsync();

        (await AskAsync(caller)).ShouldBe("alpha beta");
        (await AskAsync(caller)).ShouldBe("beta");
    }

    [Fact]
    public async Task A_retry_after_header_applies_even_if_the_connection_breaks_after_it()
    {
        gateway.Alpha.Script(static async (context, cancellationToken) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "30";
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{\"error\":", cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
            await Then.Pause(context, cancellationToken);
            context.Abort();
        });
        var caller = await gateway.Team.MintAsync();

        (await AskAsync(caller)).ShouldBe("alpha beta");
        (await AskAsync(caller)).ShouldBe("beta");
    }

    [Fact]
    public async Task A_provider_that_rejects_the_gateways_credential_is_not_called()
    {
        gateway.Alpha.Script(Replies.Error(401));
        var caller = await gateway.Team.MintAsync();

        (await AskAsync(caller)).ShouldBe("alpha beta");
        (await AskAsync(caller)).ShouldBe("beta");
    }

    [Fact]
    public async Task The_only_endpoint_of_a_model_is_called_in_any_case()
    {
        gateway.Alpha.Script(Replies.Error(401), Good);
        var caller = await gateway.Team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(502, "UPSTREAM_ERROR");
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task The_receipt_lists_every_attempt_and_charges_the_one_that_answered()
    {
        gateway.Alpha.Script(Replies.Error(429));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        AttemptsOf(receipt).ShouldBe("alpha rate_limited 429, beta answered 200");
        receipt.GetProperty("attempt_log")[0].GetProperty("model").GetString().ShouldBe(GatewayHost.Spare);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(12);
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Fact]
    public async Task A_call_that_failed_lists_its_attempts_and_costs_nothing()
    {
        gateway.Alpha.Script(Replies.Close, Replies.Json("{}"), Replies.Html(503), Replies.Error(529));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        AttemptsOf(receipt).ShouldBe("alpha unreachable, alpha failed, alpha failed 503, alpha failed 529");
        answer.Error.GetProperty("attempts").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["unreachable", "failed", "failed", "failed"]);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
    }

    [Fact]
    public async Task Output_of_a_failed_attempt_that_was_not_delivered_is_not_charged()
    {
        // Content, its usage and an invalid event arrive in one packet, so that nothing is delivered.
        gateway.Alpha.Always(Replies.Sse(ChatSse.Text("lost") + ChatSse.Usage(ChatSse.OpenAiUsage) + "data: nonsense\n\n"));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        gateway.Alpha.Always(Good);
        answer.ShouldBe(502, "UPSTREAM_ERROR");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        receipt.GetProperty("input_tokens").GetInt64().ShouldBe(0);

        // The provider bills it all the same.
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("unbilled_usd").GetDecimal().ShouldBeGreaterThan(0);
        receipt.GetProperty("failed_attempts_usd").GetDecimal().ShouldBe(receipt.GetProperty("unbilled_usd").GetDecimal());
    }

    [Fact]
    public async Task Errors_of_the_Messages_dialect_list_the_attempts_too()
    {
        gateway.Alpha.Always(Replies.Error(503));
        var caller = await gateway.Team.MintAsync();
        using var body = new StringContent($$"""{"model":"{{GatewayHost.Frontier}}","max_tokens":10,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");

        var answer = await caller.SendAsync(HttpMethod.Post, "/v1/messages", body);

        gateway.Alpha.Always(Good);
        answer.ShouldBe(502);
        answer.Error.GetProperty("attempts").GetArrayLength().ShouldBe(4);
        answer.Error.GetProperty("attempts")[0].GetRawText().ShouldBe($$"""{"provider":"alpha","model":"{{GatewayHost.Frontier}}","outcome":"failed","status":503}""");
    }

    [Fact]
    public async Task Late_first_tokens_do_not_open_the_circuit_breaker()
    {
        gateway.Alpha.Always(Replies.Stream(
            static async (_, cancellationToken) => await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken),
            Then.Send(ChatSse.Stream("late"))));
        var caller = await gateway.Team.MintAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => caller.AskAsync(Caller.Streaming(GatewayHost.Frontier))));
        gateway.Alpha.Always(Good);

        answers.ShouldAllBe(answer => answer.Status == 200);
        var report = gateway.Portal.Services.GetRequiredService<ProviderHealth>().Report();
        var late = report.Endpoints.Single(endpoint => endpoint.Model == GatewayHost.Frontier);
        late.State.ShouldBe(EndpointState.Available);
        late.LastFailure.ShouldBeNull();
        late.FirstToken!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task An_invalid_request_is_one_attempt_and_does_not_count_as_a_failure_of_the_provider()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Error(422), 8)]);
        var caller = await gateway.Team.MintAsync();

        for (var call = 0; call < 8; call++) (await caller.AskAsync(Caller.Asking(GatewayHost.Spare))).ShouldBe(422, "INVALID_REQUEST");

        gateway.Alpha.Script(Good);
        (await AskAsync(caller)).ShouldBe("alpha");
    }

    [Fact]
    public async Task An_interrupted_stream_is_on_the_receipt_and_counts_as_a_failure_of_the_endpoint()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun")), Then.Pause, Then.Cut), 5)]);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Spare), Caller.NotResumed);
        for (var call = 1; call < 5; call++) await caller.AskAsync(Caller.Streaming(GatewayHost.Spare), Caller.NotResumed);

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        AttemptsOf(receipt).ShouldBe("alpha broken 200");
        await gateway.Team.RecordsAsync(caller, 5);
        (await AskAsync(caller)).ShouldBe("beta");
    }

    [Fact]
    public async Task The_operator_sees_which_endpoints_are_not_called_and_why()
    {
        gateway.Alpha.Script(Replies.Json("""{"error":{"message":"words of the provider","code":"model_not_found"}}""", 403));
        var caller = await gateway.Team.MintAsync();
        await AskAsync(caller);

        var report = gateway.Portal.Services.GetRequiredService<ProviderHealth>().Report();

        var alpha = report.Endpoints.Single(endpoint => endpoint is { Model: GatewayHost.Spare, Provider: "alpha" });
        alpha.State.ShouldBe(EndpointState.Unavailable);
        alpha.LastFailure!.Outcome.ShouldBe(AttemptOutcome.Refused);
        alpha.LastFailure.Status.ShouldBe(403);
        (alpha.NextProbeAt!.Value - TimeProvider.System.GetUtcNow()).ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        report.Endpoints.Single(endpoint => endpoint is { Model: GatewayHost.Spare, Provider: "beta" }).State.ShouldBe(EndpointState.Available);
        report.Providers.Single(provider => provider.Id == "absent").Unusable.ShouldNotBeNull().ShouldContain("JUSINFER_TEST_NOWHERE");
        alpha.LastFailure.Message.ShouldBe("words of the provider");
    }

    [Fact]
    public async Task When_the_retry_budget_is_used_up_the_first_failure_is_final()
    {
        await using var portal = await PortalHost.StartAsync(gateway.Catalog, ("Gateway:RetryFloor", "2"));
        var caller = await (await portal.SignUpAsync()).MintAsync();
        gateway.Alpha.Always(Replies.Error(502));

        for (var call = 0; call < 5; call++) (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(502, "UPSTREAM_ERROR");

        gateway.Alpha.Requests.Count.ShouldBe(5 + 2);
        gateway.Alpha.Always(Good);
    }

    [Fact]
    public async Task Many_concurrent_calls_send_at_most_a_tenth_more_requests_to_a_failing_provider()
    {
        const int Calls = 200;
        await using var portal = await PortalHost.StartAsync(gateway.Catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync();
        gateway.Alpha.Always(Replies.Error(502));

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => caller.AskAsync(Caller.Asking(GatewayHost.Frontier))));

        answers.ShouldAllBe(answer => answer.Status == 502);
        gateway.Alpha.Requests.Count.ShouldBeInRange(Calls + 20, (Calls * 11 / 10) + 20);
        gateway.Alpha.Always(Good);
    }

    private static string AttemptsOf(JsonElement receipt) => string.Join(", ", receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt =>
        $"{attempt.GetProperty("provider")} {attempt.GetProperty("outcome")}{(attempt.TryGetProperty("status", out var status) ? $" {status}" : "")}"));

    /// <summary>Makes a call that succeeds and returns the providers that were called.</summary>
    private async Task<string> AskAsync(Caller caller)
    {
        var (alpha, beta) = (gateway.Alpha.Requests.Count, gateway.Beta.Requests.Count);
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));
        answer.ShouldBe(200);
        return string.Join(' ', (string[])
        [
            .. Enumerable.Repeat("alpha", gateway.Alpha.Requests.Count - alpha),
            .. Enumerable.Repeat("beta", gateway.Beta.Requests.Count - beta),
        ]);
    }
}
