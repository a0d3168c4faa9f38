using System.Diagnostics;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>The client does not see failed attempts if a later one answers, and gets one error if none does.</summary>
[Trait("Promise", "P-24")]
public sealed class RetryTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly Reply Good = Replies.Json(ChatSse.Completion("good"));

    private static readonly Dictionary<string, Reply> TransientFailures = new()
    {
        ["408"] = Replies.Error(408),
        ["409"] = Replies.Error(409),
        ["425"] = Replies.Error(425),
        ["429"] = Replies.Error(429),
        ["500"] = Replies.Error(500),
        ["502"] = Replies.Error(502),
        ["503, an HTML page"] = Replies.Html(503),
        ["529"] = Replies.Error(529),
        ["no answer"] = Replies.Close,
        ["half an answer"] = Replies.CloseInBody("{\"id\":\"chatcmpl"),
        ["an HTML page as success"] = Replies.Html(),
        ["an empty answer"] = Replies.Json(""),
        ["JSON that is no completion"] = Replies.Json("""{"error":{"message":"overloaded"}}"""),
        ["a completion without choices"] = Replies.Json("""{"id":"x","choices":[]}"""),
        ["half a surrogate pair for a name"] = Replies.Json("""{"\ud800":1}"""),
        ["an error of half a surrogate pair"] = Replies.Json("""{"error":{"message":"\ud800"}}""", 500),
    };

    public static TheoryData<string> Failures => [.. TransientFailures.Keys];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_transient_failure_is_not_visible_to_the_client(string failure)
    {
        gateway.Alpha.Script(TransientFailures[failure], TransientFailures[failure], Good);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("3");
        gateway.Alpha.Requests.Count.ShouldBe(3);
        gateway.Alpha.Requests.Select(request => request.Text).Distinct().Count().ShouldBe(1);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(3);
        receipt.GetProperty("status").GetInt32().ShouldBe(200);
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0.000081m);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_second_endpoint_is_called_if_the_first_one_fails(string failure)
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(TransientFailures[failure]);
        gateway.Beta.Script(Good);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));

        answer.ShouldBe(200);
        answer["x-jusinfer-provider"].ShouldBe("beta");
        answer["x-jusinfer-attempts"].ShouldBe("2");
        gateway.Beta.LastRequest.Json.GetProperty("model").GetString().ShouldBe("spare-at-beta");
        gateway.Beta.LastRequest.Header("Authorization").ShouldBe($"Bearer {TestCatalog.CredentialOf("beta")}");
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("provider").GetString().ShouldBe("beta");
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"function":{"name":"f","arguments":ARGUMENTS}}]}}]}""", false)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":ARGUMENTS}}]},"finish_reason":"tool_calls"}]}""", true)]
    public async Task An_answer_can_be_nested_as_deeply_as_a_request(string template, bool isStream)
    {
        var deep = template.Replace("ARGUMENTS", $"{{\"a\":{new string('[', 100)}{new string(']', 100)}}}");
        gateway.Alpha.Script(isStream ? Replies.Sse(ChatSse.Event(deep) + ChatSse.Done) : Replies.Json(deep));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(isStream ? Caller.Streaming(GatewayHost.Frontier) : Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("1");
        answer.Body.ShouldContain(new string('[', 100));
    }

    [Fact]
    public async Task When_all_attempts_fail_the_client_gets_one_error()
    {
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Error(502), 10)]);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer["x-jusinfer-attempts"].ShouldBe(gateway.Alpha.Requests.Count.ToString());
        gateway.Alpha.Requests.Count.ShouldBe(4);
        answer["x-should-retry"].ShouldBe("false");
        answer.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        answer["retry-after"].ShouldBeNull();
        answer.Message.ShouldContain("alpha answered 502");
        answer.Message.ShouldContain("Send it again in a minute");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("status").GetInt32().ShouldBe(502);
        receipt.GetProperty("error_code").GetString().ShouldBe("UPSTREAM_ERROR");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(0);
        receipt.GetProperty("usage_source").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task A_short_retry_after_time_is_waited_for()
    {
        gateway.Alpha.Script(Replies.Error(429, "slow down", ("Retry-After", "1")), Good);
        var caller = await gateway.Team.MintAsync();

        var started = Stopwatch.GetTimestamp();
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(200);
        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.99));
    }

    [Fact]
    public async Task A_long_retry_after_time_ends_the_call_at_once()
    {
        gateway.Alpha.Script(Replies.Error(429, "come back later", ("Retry-After", "3600")), Good);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        gateway.Alpha.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_all_attempts_fail_the_earliest_retry_after_time_is_passed_on()
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script([.. Enumerable.Repeat(Replies.Error(429, "come back later", ("Retry-After", "1200")), 4)]);
        gateway.Beta.Script([.. Enumerable.Repeat(Replies.Error(503, "come back later", ("Retry-After", "600")), 4)]);
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Spare));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        var seconds = int.Parse(answer["retry-after"]!, System.Globalization.CultureInfo.InvariantCulture);
        seconds.ShouldBeInRange(1, 600);
        answer.Error.GetProperty("retry_after").GetInt32().ShouldBe(seconds);
        answer.Error.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        answer.Message.ShouldContain($"Send it again in {seconds} seconds");
        gateway.ResetHealth(GatewayHost.Spare);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_times_out()
    {
        gateway.Hasty.Always(request => request.Header("Authorization") == $"Bearer {TestCatalog.CredentialOf("hasty")}"
            ? Replies.Never
            : Replies.Stream(Then.Send(ChatSse.Role()), Then.Stall));
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("in time")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Hung));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("in time");
        answer["x-jusinfer-attempts"].ShouldBe("3");
    }
}
