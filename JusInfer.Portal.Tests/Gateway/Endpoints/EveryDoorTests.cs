using System.Net.Http.Headers;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>What holds at every front door alike: keys, ids, limits, and whose fault a failure is.</summary>
[Trait("Promise", "P-27")]
public sealed class EveryDoorTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    public static TheoryData<string> Doors => ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/completions", "/v1/embeddings"];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_call_is_answered_with_its_id_and_listed_under_it(string door)
    {
        gateway.Alpha.Script(Answer(door));

        var answer = await AskAsync(await gateway.Team.MintAsync(), door);

        answer.ShouldBe(200);
        if (answer.Json.TryGetProperty("error", out var error)) error.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null); // a response's own field
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_key_is_taken_from_anthropics_header_too(string door)
    {
        gateway.Alpha.Script(Answer(door));
        using var request = new HttpRequestMessage(HttpMethod.Post, door) { Content = Body(door) };
        request.Headers.Add("x-api-key", (await gateway.Team.MintAsync()).Key);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Without_a_key_nobody_is_asked(string door)
    {
        gateway.Alpha.Script();
        using var request = new HttpRequestMessage(HttpMethod.Post, door) { Content = Body(door) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "jinf_none");

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await GatewayAnswer.OfAsync(response);

        answer.Status.ShouldBe(401);
        answer.Code.ShouldBe("INVALID_KEY");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    [Trait("Promise", "P-24")]
    public async Task A_providers_refusal_of_the_gateways_own_credential_is_never_the_callers_401(string door)
    {
        gateway.Alpha.Always(Replies.Error(401));
        try
        {
            var answer = await AskAsync(await gateway.Team.MintAsync(), door);

            answer.Status.ShouldBe(502);
            answer.Code.ShouldBe("UPSTREAM_ERROR");
            answer["x-should-retry"].ShouldBe("false");
        }
        finally
        {
            gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        }
    }

    [Theory]
    [MemberData(nameof(Doors))]
    [Trait("Promise", "P-11")]
    public async Task Above_the_rate_it_is_429_with_whole_seconds_to_come_back(string door)
    {
        gateway.Alpha.Script(Answer(door));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await AskAsync(caller, door)).ShouldBe(200);

        var refused = await AskAsync(caller, door);

        refused.Status.ShouldBe(429);
        refused.Code.ShouldBe("RATE_LIMIT");
        int.Parse(refused["retry-after"]!).ShouldBeInRange(1, 60);
        refused["x-request-id"].ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    [Trait("Promise", "P-10")]
    public async Task Above_the_cap_it_is_402_and_no_client_comes_back(string door)
    {
        var team = await gateway.Portal.SignUpAsync();
        await team.CapOwnerAsync(0);

        var refused = await AskAsync(await team.MintAsync(), door);

        refused.Status.ShouldBe(402);
        refused.Code.ShouldBe("CAP_REACHED");
        refused["retry-after"].ShouldBeNull();
        refused["x-should-retry"].ShouldBe("false");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Another_method_is_told_which_to_use(string door)
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync(door);

        answer.Status.ShouldBe(405);
        answer["allow"].ShouldBe("POST");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_query_string_and_headers_that_nobody_knows_are_no_hindrance(string door)
    {
        gateway.Alpha.Script(Answer(door));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, $"{door}?beta=true&api-version=1", Body(door), ("anthropic-beta", "unknown-2099-01-01"), ("x-stainless-lang", "js"));

        answer.ShouldBe(200);
    }

    private static Task<GatewayAnswer> AskAsync(Caller caller, string door) => caller.SendAsync(HttpMethod.Post, door, Body(door));

    private static StringContent Body(string door) => new(
        door switch
        {
            "/v1/embeddings" => """{"model":"test/embedding","input":"hello","x-unknown":{"a":[1]}}""",
            "/v1/completions" => $$$"""{"model":"{{{GatewayHost.Completing}}}","prompt":"hello","x-unknown":{"a":[1]}}""",
            "/v1/messages" => $$$"""{"model":"{{{GatewayHost.Frontier}}}","max_tokens":64,"messages":[{"role":"user","content":"hello"}],"x-unknown":{"a":[1]}}""",
            "/v1/responses" => $$$"""{"model":"{{{GatewayHost.Frontier}}}","store":false,"input":"hello","x-unknown":{"a":[1]}}""",
            _ => Caller.Asking(GatewayHost.Frontier, extra: ",\"x-unknown\":{\"a\":[1]}"),
        },
        Encoding.UTF8,
        "application/json");

    private static Reply Answer(string door) => Replies.Json(door switch
    {
        "/v1/embeddings" => EmbeddingsWire.Floats([1f]),
        "/v1/completions" => CompletionsWire.Whole("hello"),
        _ => ChatSse.Completion("hello"),
    });
}
