using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.FaultInjection;

/// <summary>An injected fault is handled like a real one and affects only its own call. Over real sockets.</summary>
[Trait("Promise", "P-24")]
public sealed class InjectedFaultTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Begun = "begun ";
    private const string WithUsage = ",\"stream_options\":{\"include_usage\":true}";

    private static readonly Reply Whole = Replies.Sse(ChatSse.Stream(Begun, "and whole"));

    private static readonly int BeforeContent = Bytes(ChatSse.Role());

    private static readonly int AfterContent = Bytes(ChatSse.Role() + ChatSse.Text(Begun));

    [Theory]
    [InlineData("429x2", "alpha rate_limited 429, alpha rate_limited 429, alpha answered 200")]
    [InlineData("500", "alpha failed 500, alpha answered 200")]
    [InlineData("502,503,529", "alpha failed 502, alpha failed 503, alpha failed 529, alpha answered 200")]
    public async Task Injected_error_statuses_are_retried_invisibly(string faults, string attempts)
    {
        gateway.Alpha.Script(Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Frontier), faults);

        answer.StreamedText.ShouldBe("begun and whole");
        answer.IsDone.ShouldBeTrue();
        gateway.Alpha.Requests.Count.ShouldBe(1);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        AttemptsOf(receipt).ShouldBe(attempts);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(attempts.Split(',').Length);
    }

    [Fact]
    public async Task If_every_attempt_gets_an_injected_status_the_error_names_the_drill()
    {
        gateway.Alpha.Script(Whole);

        var answer = await SendAsync(Caller.Asking(GatewayHost.Frontier), "503x9");

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Message.ShouldContain("alpha answered 503 (injected fault)");
        answer.Error.GetProperty("attempts").GetArrayLength().ShouldBe(RetryPolicy.MaxAttempts);
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("malformed")]
    [InlineData("stall")]
    public async Task A_fault_before_the_first_content_of_a_stream_is_retried_invisibly(string fault)
    {
        gateway.Hasty.Script(Whole, Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Idle), $"{fault}@{BeforeContent}");

        answer.StreamedText.ShouldBe("begun and whole");
        answer.IsDone.ShouldBeTrue();
        answer["x-jusinfer-attempts"].ShouldBe("2");
    }

    [Theory]
    [InlineData("cut", "closed the connection")]
    [InlineData("malformed", "sent a chunk that is not JSON")]
    [InlineData("stall", "sent nothing for too long")]
    public async Task Without_resumption_a_fault_in_a_stream_ends_it_with_an_error(string fault, string expected)
    {
        gateway.Hasty.Script(Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Idle), $"{fault}@{AfterContent}", ("X-JusInfer-Resume", "off"));

        answer.StreamedText.ShouldBe(Begun);
        answer.IsDone.ShouldBeFalse();
        answer.Chunks[^1].GetProperty("error").GetProperty("message").GetString()!.ShouldContain(expected);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        AttemptsOf(receipt).ShouldBe("idle broken 200");
        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        receipt.GetProperty("resumed").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("cut@0x3")]
    [InlineData("cut@1,malformed@2,cut@3")]
    public async Task Each_attempt_gets_the_next_fault(string faults)
    {
        gateway.Alpha.Script(Whole, Whole, Whole, Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Frontier), faults);

        answer.StreamedText.ShouldBe("begun and whole");
        answer["x-jusinfer-attempts"].ShouldBe("4");
    }

    [Fact]
    public async Task A_stream_shorter_than_the_offset_is_not_affected()
    {
        gateway.Alpha.Script(Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: WithUsage), "cut@100000");

        answer.IsDone.ShouldBeTrue();
        answer["x-jusinfer-attempts"].ShouldBe("1");
    }

    [Fact]
    public async Task A_delayed_first_token_is_waited_for()
    {
        gateway.Alpha.Script(Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Frontier), "slow-first=600ms");

        answer.StreamedText.ShouldBe("begun and whole");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("ttft_ms").GetInt32().ShouldBeGreaterThanOrEqualTo(590);
    }

    [Fact]
    public async Task A_first_token_delayed_beyond_the_timeout_is_retried()
    {
        gateway.Hasty.Script(Whole, Whole);

        var answer = await AskAsync(Caller.Streaming(GatewayHost.Hung), "slow-first=60s");

        answer.StreamedText.ShouldBe("begun and whole");
        AttemptsOf(await gateway.Team.ReceiptAsync(answer.RequestId)).ShouldBe("hasty timed_out, idle answered 200");
    }

    [Theory]
    [InlineData("cut@20", "unreachable")]
    [InlineData("malformed@20", "failed")]
    public async Task A_fault_in_a_response_that_is_not_streamed_is_retried(string fault, string outcome)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("lost")), Replies.Json(ChatSse.Completion("whole")));

        var answer = await AskAsync(Caller.Asking(GatewayHost.Frontier), fault);

        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("whole");
        AttemptsOf(await gateway.Team.ReceiptAsync(answer.RequestId)).ShouldBe($"alpha {outcome}, alpha answered 200");
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"test/frontier-1","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hello"}]}""", "message_stop")]
    [InlineData("/v1/responses", """{"model":"test/frontier-1","stream":true,"input":"hello"}""", "response.completed")]
    public async Task Faults_work_in_every_client_dialect(string path, string body, string end)
    {
        gateway.Alpha.Script(Whole, Whole);
        var caller = await gateway.Team.MintAsync(new { name = "faults", sandbox = true });

        var answer = await caller.PostAsync(path, body, ("X-JusInfer-Chaos", $"429,cut@{BeforeContent}"));

        answer.ShouldBe(200);
        answer.Body.ShouldContain(end);
        AttemptsOf(await gateway.Team.ReceiptAsync(answer.RequestId))
            .ShouldBe("alpha rate_limited 429, alpha unreachable, alpha answered 200");
    }

    [Fact]
    public async Task Injected_faults_do_not_affect_circuit_breakers_retry_budget_and_warnings()
    {
        gateway.ResetHealth(GatewayHost.Spare);
        var budget = gateway.Portal.Services.GetRequiredService<RetryBudget>();
        var remaining = budget.Remaining;
        string[] faults = [.. Enumerable.Repeat("502,429", 5), .. Enumerable.Repeat($"cut@{BeforeContent}", 5), .. Enumerable.Repeat($"cut@{AfterContent}", 5), "slow-first=6s"];
        foreach (var fault in faults)
        {
            gateway.Alpha.Script(Whole, Whole);
            gateway.Beta.Script(Whole, Whole);
            var answer = await AskAsync(Caller.Streaming(GatewayHost.Spare), fault, ("X-JusInfer-Resume", "off"));
            await gateway.Team.ReceiptAsync(answer.RequestId);
        }

        foreach (var endpoint in Endpoints(GatewayHost.Spare))
        {
            var health = gateway.Portal.Services.GetRequiredService<EndpointHealthRegistry>().Get(endpoint).Snapshot;
            health.State.ShouldBe(CircuitBreakerState.Closed);
            health.LastFailure.ShouldBeNull();
            (health.ErrorRate ?? 0).ShouldBe(0);
            (health.FirstTokenSeconds ?? 0).ShouldBeLessThan(3);
        }

        budget.Remaining.ShouldBeGreaterThanOrEqualTo(remaining);
        gateway.Portal.Logs.Lines.ShouldNotContain(line => line.Contains("AttemptLoop Warning") && line.Contains("(injected fault)"));
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static string AttemptsOf(JsonElement receipt) => string.Join(", ", receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt =>
        $"{attempt.GetProperty("provider")} {attempt.GetProperty("outcome")}{(attempt.TryGetProperty("status", out var status) ? $" {status}" : "")}"));

    private ImmutableArray<ModelEndpoint> Endpoints(string model) =>
        gateway.Portal.Services.GetRequiredService<CatalogSnapshot>().Models.Single(known => known.Id == model).Endpoints;

    private async Task<GatewayAnswer> AskAsync(string body, string faults, params (string, string)[] headers)
    {
        var answer = await SendAsync(body, faults, headers);
        answer.ShouldBe(200);
        return answer;
    }

    private async Task<GatewayAnswer> SendAsync(string body, string faults, params (string, string)[] headers)
    {
        var caller = await gateway.Team.MintAsync(new { name = "faults", sandbox = true });
        return await caller.AskAsync(body, [("X-JusInfer-Chaos", faults), .. headers]);
    }
}
