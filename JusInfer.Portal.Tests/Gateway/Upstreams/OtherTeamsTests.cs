using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>What one team provokes at a provider, and what the calls of another team see of it.</summary>
[Trait("Promise", "P-24")]
public sealed class OtherTeamsTests : IAsyncLifetime
{
    private const string Chat = "test/chat";
    private const string Claude = "test/claude";
    private const string Hasty = "test/hasty";

    private PortalHost portal = null!;
    private ScriptedUpstream first = null!;
    private ScriptedUpstream second = null!;
    private Caller attacker = null!;
    private Caller other = null!;

    public async ValueTask InitializeAsync()
    {
        (first, second) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("first", first.BaseUrl)
            .Provider("second", second.BaseUrl)
            .Provider("claudefirst", first.Root, dialect: "anthropic-messages")
            .Provider("claudesecond", second.Root, dialect: "anthropic-messages")
            .Provider("hasty", first.BaseUrl, idleSeconds: 0.5)
            .Model(Chat, ["first:chat-at-first", "second:chat-at-second"])
            .Model(Hasty, ["hasty:chat-at-first", "second:chat-at-second"])
            .Model(Claude, ["claudefirst:claude-opus-5-5", "claudesecond:claude-opus-5-5"]));
        attacker = await (await portal.SignUpAsync()).MintAsync(new { name = "attacker", rpm = 100_000 });
        other = await (await portal.SignUpAsync()).MintAsync(new { name = "other", rpm = 100_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Theory]
    [InlineData(403, """{"error":{"message":"The input was flagged.","code":"content_policy"}}""")]
    [InlineData(404, """{"error":{"message":"No such object in this account.","type":"invalid_request_error","code":null}}""")]
    public async Task A_status_that_one_team_provokes_removes_no_endpoint(int status, string body)
    {
        foreach (var upstream in (ScriptedUpstream[])[first, second])
            upstream.Always(request => request.Text.Contains("provoke") ? Replies.Json(body, status) : Replies.Json(ChatSse.Completion("hello")));
        (await AskAsync(other)).ShouldBe(200);

        for (var call = 0; call < 60; call++)
        {
            (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(502, "UPSTREAM_ERROR");
            var answer = await AskAsync(other);
            answer.ShouldBe(200);
            (answer["x-jusinfer-provider"], answer["x-jusinfer-attempts"]).ShouldBe(("first", "1"));
        }

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(402, "{}")]
    [InlineData(403, """{"error":{"message":"no access","code":"model_not_found"}}""")]
    [InlineData(404, """{"error":{"message":"no such deployment","code":"DeploymentNotFound"}}""")]
    public async Task An_endpoint_without_credit_credential_or_model_is_removed_at_once(int status, string body)
    {
        first.Always(Replies.Json(body, status));

        (await AskAsync(other)).ShouldBe(200);

        StateOf(Chat).ShouldBe([CircuitBreakerState.Open, CircuitBreakerState.Closed]);
    }

    [Fact]
    public async Task Refusals_of_two_teams_remove_an_endpoint()
    {
        first.Always(Replies.Error(403));

        (await AskAsync(other)).ShouldBe(200);
        (await AskAsync(attacker)).ShouldBe(200);
        StateOf(Chat)[0].ShouldBe(CircuitBreakerState.Closed);
        (await AskAsync(other)).ShouldBe(200);

        StateOf(Chat).ShouldBe([CircuitBreakerState.Open, CircuitBreakerState.Closed]);
    }

    /// <summary>Providers quote values of the request, and vLLM all of it.</summary>
    [Theory]
    [InlineData("Invalid value: 'API key not valid'. Supported values are: 'auto'.")]
    [InlineData("Invalid value: 'Incorrect API key'")]
    [InlineData("1 validation error: {'user': 'you exceeded your current quota'}")]
    [InlineData("Your image is not one: 'Your credit balance is too low'")]
    public async Task Words_of_the_request_in_a_rejection_remove_no_endpoint(string message)
    {
        first.Always(Replies.Error(400, message));

        (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(400);

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"API key not valid. Please pass a valid API key.","code":400}}""")]
    [InlineData(400, """{"error":{"message":"no","code":"model_not_found"}}""")]
    [InlineData(422, """{"error":{"message":"no","type":"not_found_error"}}""")]
    public async Task A_rejection_for_the_account_removes_an_endpoint_once_two_teams_got_it(int status, string body)
    {
        first.Always(Replies.Json(body, status));
        (await AskAsync(other)).ShouldBe(200);
        StateOf(Chat)[0].ShouldBe(CircuitBreakerState.Closed);

        (await AskAsync(attacker)).ShouldBe(200);
        (await AskAsync(attacker)).ShouldBe(200);

        StateOf(Chat).ShouldBe([CircuitBreakerState.Open, CircuitBreakerState.Closed]);
    }

    [Fact]
    public async Task Rejections_for_the_account_that_one_team_alone_gets_remove_no_endpoint()
    {
        const string Body = """{"error":{"message":"API key not valid. Please pass a valid API key.","code":400}}""";
        first.Always(request => request.Text.Contains("provoke") ? Replies.Json(Body, 400) : Replies.Json(ChatSse.Completion("hello")));
        (await AskAsync(other)).ShouldBe(200);

        for (var call = 0; call < 12; call++) (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(200);

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    [Fact]
    public async Task Failures_of_one_team_do_not_use_up_the_retries_of_another_one()
    {
        (await AskAsync(other)).ShouldBe(200);
        first.Always(request => request.Text.Contains("provoke") ? Replies.Error(404) : Replies.Error(503));
        second.Always(request => request.Text.Contains("provoke") ? Replies.Error(404) : Replies.Json(ChatSse.Completion("hello")));
        for (var call = 0; call < 100; call++) (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(502);

        for (var call = 0; call < 15; call++) (await AskAsync(other)).ShouldBe(200);
    }

    /// <summary>Failures of one caller took a deployment from all (BerriAI/litellm#17418).</summary>
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Errors_that_one_team_alone_gets_close_no_endpoint_for_others(int status)
    {
        first.Always(request => request.Text.Contains("provoke")
            ? Replies.Error(status, "no", ("Retry-After", "30")) : Replies.Json(ChatSse.Completion("hello")));
        (await AskAsync(other)).ShouldBe(200);

        for (var call = 0; call < 12; call++)
        {
            (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(200);
            (await AskAsync(other))["x-jusinfer-provider"].ShouldBe("first");
        }

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    [Fact]
    public async Task Answers_that_are_none_close_no_endpoint_for_others_either()
    {
        first.Always(request => request.Text.Contains("provoke") ? Replies.Json("{}") : Replies.Json(ChatSse.Completion("hello")));

        for (var call = 0; call < 12; call++)
        {
            (await attacker.AskAsync(Caller.Asking(Chat, "provoke"))).ShouldBe(200);
            (await AskAsync(other))["x-jusinfer-provider"].ShouldBe("first");
        }

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    /// <summary>The second endpoint continues the stream.</summary>
    [Fact]
    public async Task Errors_within_the_streams_of_one_team_close_no_endpoint_for_others()
    {
        const string Error = "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n";
        first.Always(request => request.Text.Contains("provoke")
            ? Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.SendApart(Error))
            : Replies.Json(ChatSse.Completion("hello")));
        second.Always(Replies.Sse(ChatSse.Stream("begun and done")));
        (await AskAsync(other)).ShouldBe(200);

        for (var call = 0; call < 12; call++)
        {
            (await attacker.AskAsync(Caller.Streaming(Chat, "provoke"))).ShouldBe(200);
            (await AskAsync(other))["x-jusinfer-provider"].ShouldBe("first");
        }

        StateOf(Chat).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    [Theory]
    [InlineData("error", Chat, true)]
    [InlineData("error", Chat, false)]
    [InlineData("silence", Hasty, true)]
    [InlineData("silence", Hasty, false)]
    [InlineData("garbage", Chat, false)]
    public async Task Streams_of_one_team_that_fail_without_being_cut_close_no_endpoint(string failure, string model, bool isResumed)
    {
        await CallWithoutSuccessAsync(model);
        first.Always(Replies.Stream(
            Then.Send(ChatSse.Role() + ChatSse.Text("begun ")),
            failure switch
            {
                "error" => Then.SendApart("data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n"),
                "garbage" => Then.SendApart("data: {\"choices\n\n"),
                _ => Then.Stall,
            }));

        await StreamAsync(model, isResumed);

        StateOf(model)[0].ShouldBe(CircuitBreakerState.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_that_are_cut_close_the_endpoint_whoever_called(bool isResumed)
    {
        await CallWithoutSuccessAsync(Chat);
        first.Always(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("begun ")), Then.Pause, Then.Cut));

        await StreamAsync(Chat, isResumed);

        StateOf(Chat)[0].ShouldNotBe(CircuitBreakerState.Closed);
    }

    [Fact]
    public async Task Errors_close_the_endpoint_once_another_team_gets_one_too()
    {
        (await AskAsync(other)).ShouldBe(200);
        first.Always(Replies.Error(503));

        for (var call = 0; call < 6; call++) (await AskAsync(attacker)).ShouldBe(200);
        StateOf(Chat)[0].ShouldBe(CircuitBreakerState.Closed);
        (await AskAsync(other)).ShouldBe(200);

        ShouldHaveOpened(StateOf(Chat));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lost_connections_close_the_endpoint_whoever_called(bool hasHeaders)
    {
        (await AskAsync(other)).ShouldBe(200);
        first.Always(hasHeaders ? Replies.Stream(Then.Send(": hello\n\n" + ChatSse.Role()), Then.Pause, Then.Cut) : Replies.Close);
        second.Always(Replies.Sse(ChatSse.Stream("hello")));

        for (var call = 0; call < 6; call++) (await attacker.AskAsync(Caller.Streaming(Chat))).ShouldBe(200);

        ShouldHaveOpened(StateOf(Chat));
    }

    [Theory]
    [InlineData("anthropic-beta", "a-beta-2026-01-01,b\u00e9ta")]
    [InlineData("anthropic-version", "2023-06-01\u2013")]
    public async Task A_header_that_cannot_be_forwarded_is_the_callers_error(string header, string value)
    {
        // The default encoding of the client's headers is ASCII.
        using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = portal.Address };
        var caller = attacker.At(http);
        const string Body = $$"""{"model":"{{Claude}}","max_tokens":10,"messages":[{"role":"user","content":"x"}]}""";
        first.Always(Replies.Json(MessagesWire.TextMessage("hello")));

        for (var call = 0; call < 30; call++)
        {
            foreach (var path in (string[])["/v1/messages", "/v1/messages/count_tokens"])
            {
                var answer = await caller.PostAsync(path, Body, (header, value));
                answer.ShouldBe(400);
                answer.Message.ShouldContain($"'{header}'");
            }

            (await other.PostAsync("/v1/messages", Body)).ShouldBe(200);
        }

        StateOf(Claude).ShouldBe([CircuitBreakerState.Closed, CircuitBreakerState.Closed]);
    }

    /// <summary>Ten seconds after a breaker has opened, it is half-open.</summary>
    private static void ShouldHaveOpened(CircuitBreakerState[] states)
    {
        states[0].ShouldNotBe(CircuitBreakerState.Closed);
        states[1].ShouldBe(CircuitBreakerState.Closed);
    }

    private static Task<GatewayAnswer> AskAsync(Caller caller) => caller.AskAsync(Caller.Asking(Chat, "an ordinary question"));

    /// <summary>Another team uses the endpoint, which says nothing about its state.</summary>
    private async Task CallWithoutSuccessAsync(string model)
    {
        first.Script(Replies.Error(400, "invalid"));
        (await other.AskAsync(Caller.Asking(model))).ShouldBe(400);
    }

    private async Task StreamAsync(string model, bool isResumed)
    {
        second.Always(Replies.Sse(ChatSse.Stream("begun and done")));
        for (var call = 0; call < 6; call++)
        {
            (await attacker.AskAsync(Caller.Streaming(model, "provoke"), isResumed ? [] : [Caller.NotResumed])).ShouldBe(200);

            // A failure that is not resumed counts when the call is settled, after the end of its answer.
            await portal.WaitForNoCallsAsync();
        }
    }

    private CircuitBreakerState[] StateOf(string model)
    {
        var health = portal.Services.GetRequiredService<EndpointHealthRegistry>();
        var known = portal.Services.GetRequiredService<CatalogSnapshot>().Models.Single(known => known.Id == model);
        return [.. known.Endpoints.Select(endpoint => health.Get(endpoint).Snapshot.State)];
    }
}
