using System.Net.Http.Headers;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>Behavior that is the same in every client dialect: keys, ids, limits and errors.</summary>
[Trait("Promise", "P-27")]
public sealed class EveryClientDialectTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Gemini = $"/v1beta/models/{GatewayHost.Frontier}:generateContent";

    public static TheoryData<string> Doors => ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/completions", "/v1/embeddings", "/api/chat", "/api/generate", "/api/embed", "/api/embeddings", Gemini];

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_response_has_the_request_id_of_its_receipt(string path)
    {
        gateway.Alpha.Script(Answer(path));

        var answer = await AskAsync(await gateway.Team.MintAsync(), path);

        answer.ShouldBe(200);
        if (answer.Json.TryGetProperty("error", out var error)) error.ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null); // the Responses dialect always has this property
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("status").GetInt32().ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_key_can_be_sent_in_Anthropics_header(string path)
    {
        gateway.Alpha.Script(Answer(path));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Body(path) };
        request.Headers.Add("x-api-key", (await gateway.Team.MintAsync()).Key);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Without_a_key_no_provider_is_called(string path)
    {
        gateway.Alpha.Script();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Body(path) };
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
    public async Task A_provider_that_rejects_the_gateways_credential_is_not_reported_as_401(string path)
    {
        gateway.Alpha.Always(Replies.Error(401));
        try
        {
            var answer = await AskAsync(await gateway.Team.MintAsync(), path);

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
    public async Task Above_the_request_rate_the_error_is_429_with_a_retry_after_in_seconds(string path)
    {
        gateway.Alpha.Script(Answer(path));
        var caller = await gateway.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await AskAsync(caller, path)).ShouldBe(200);

        var rejected = await AskAsync(caller, path);

        rejected.Status.ShouldBe(429);
        rejected.Code.ShouldBe("RATE_LIMIT");
        int.Parse(rejected["retry-after"]!).ShouldBeInRange(1, 60);
        rejected["x-request-id"].ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [MemberData(nameof(Doors))]
    [Trait("Promise", "P-10")]
    public async Task Above_the_cap_the_error_is_402_without_retries(string path)
    {
        var team = await gateway.Portal.SignUpAsync();
        await team.CapOwnerAsync(0);

        var rejected = await AskAsync(await team.MintAsync(), path);

        rejected.Status.ShouldBe(402);
        rejected.Code.ShouldBe("CAP_REACHED");
        rejected["retry-after"].ShouldBeNull();
        rejected["x-should-retry"].ShouldBe("false");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_revoked_key_is_rejected_without_retries(string path)
    {
        var caller = await gateway.Team.MintAsync();
        await gateway.Team.Api.DeleteAsync($"/v1/keys/{caller.Id}");

        var rejected = await AskAsync(caller, path);

        rejected.Status.ShouldBe(401);
        rejected["x-should-retry"].ShouldBe("false");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_model_that_the_key_does_not_allow_is_rejected_without_retries(string path)
    {
        var rejected = await AskAsync(await gateway.Team.MintAsync(new { name = "limited", models = new[] { GatewayHost.Tiny } }), path);

        rejected.Status.ShouldBe(403);
        rejected["x-should-retry"].ShouldBe("false");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_error_for_another_method_names_the_right_one(string path)
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync(path);

        answer.Status.ShouldBe(405);
        answer["allow"].ShouldBe("POST");
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Unknown_headers_and_query_parameters_are_ignored(string path)
    {
        gateway.Alpha.Script(Answer(path));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, $"{path}?beta=true&api-version=1", Body(path), ("anthropic-beta", "unknown-2099-01-01"), ("x-stainless-lang", "js"));

        answer.ShouldBe(200);
    }

    private static Task<GatewayAnswer> AskAsync(Caller caller, string path) => caller.SendAsync(HttpMethod.Post, path, Body(path));

    private static StringContent Body(string path) => new(
        path switch
        {
            "/v1/embeddings" => """{"model":"test/embedding","input":"hello","x-unknown":{"a":[1]}}""",
            "/v1/completions" => $$$"""{"model":"{{{GatewayHost.Completing}}}","prompt":"hello","x-unknown":{"a":[1]}}""",
            "/v1/messages" => $$$"""{"model":"{{{GatewayHost.Frontier}}}","max_tokens":64,"messages":[{"role":"user","content":"hello"}],"x-unknown":{"a":[1]}}""",
            "/v1/responses" => $$$"""{"model":"{{{GatewayHost.Frontier}}}","store":false,"input":"hello","x-unknown":{"a":[1]}}""",
            "/api/generate" => $$$"""{"model":"{{{GatewayHost.Frontier}}}","stream":false,"prompt":"hello","x-unknown":{"a":[1]}}""",
            "/api/embed" => """{"model":"test/embedding","input":"hello","x-unknown":{"a":[1]}}""",
            "/api/embeddings" => """{"model":"test/embedding","prompt":"hello","x-unknown":{"a":[1]}}""",
            "/api/chat" => Caller.Asking(GatewayHost.Frontier, extra: ",\"stream\":false,\"x-unknown\":{\"a\":[1]}"),
            Gemini => """{"contents":[{"parts":[{"text":"hello"}]}],"x-unknown":{"a":[1]}}""",
            _ => Caller.Asking(GatewayHost.Frontier, extra: ",\"x-unknown\":{\"a\":[1]}"),
        },
        Encoding.UTF8,
        "application/json");

    private static Reply Answer(string path) => Replies.Json(path switch
    {
        "/v1/embeddings" or "/api/embed" or "/api/embeddings" => EmbeddingsWire.Floats([1f]),
        "/v1/completions" => CompletionsWire.Whole("hello"),
        _ => ChatSse.Completion("hello"),
    });
}
