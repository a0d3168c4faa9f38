using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>The paths on which clients call the gateway.</summary>
[Trait("Promise", "P-1")]
public sealed class PathTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/chat/completions")]
    [InlineData("/v1/v1/chat/completions")]
    [InlineData("/v1/chat/completions?beta=true")]
    [InlineData("/v1/chat/completions/")]
    [InlineData("/V1/Chat/Completions")]
    [InlineData("//v1/chat/completions")]
    [InlineData("/v1//chat/completions")]
    public async Task Completions_are_available_at(string path)
    {
        var caller = await gateway.Team.MintAsync();

        // On its own, a path with two leading slashes would be parsed as a host.
        var address = gateway.Portal.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path;
        var answer = await caller.SendAsync(HttpMethod.Post, address, new StringContent(Caller.Asking(GatewayHost.Frontier)));

        answer.ShouldBe(200);
        gateway.Alpha.LastRequest.Path.ShouldBe("/v1/chat/completions");
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/models")]
    [InlineData("/v1/v1/models")]
    [InlineData("/v1/models?limit=1000")]
    public async Task Models_are_available_at(string path) => (await (await gateway.Team.MintAsync()).GetAsync(path)).ShouldBe(200);

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405, "INVALID_REQUEST")]
    [InlineData("DELETE", "/v1/models", 405, "INVALID_REQUEST")]
    [InlineData("POST", "/v1/no/such/thing", 404, "NOT_FOUND")]
    [InlineData("GET", "/v1", 404, "NOT_FOUND")]
    [InlineData("POST", "/v1/fine_tuning/jobs", 400, "UNSUPPORTED")]
    [InlineData("GET", "/api/no/such/thing", 404, "NOT_FOUND")]
    [InlineData("POST", "/v1beta/no/such/thing", 404, "NOT_FOUND")]
    [InlineData("POST", "/v1beta/models/gemini:embedContent", 404, "NOT_FOUND")]
    [InlineData("POST", "/oauth/device_authorization", 404, "NOT_FOUND")]
    [InlineData("DELETE", "/no/such/thing", 404, "NOT_FOUND")]
    [InlineData("GET", "/.well-known/openid-configuration", 404, "NOT_FOUND")]
    [InlineData("GET", "/managed/settings", 404, "NOT_FOUND")]
    public async Task The_error_for_an_unknown_path_is_in_the_clients_dialect(string method, string path, int status, string code)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(new HttpMethod(method), path, content: null);

        answer.ShouldBe(status, code);
        answer["content-type"].ShouldBe("application/json");
    }

    /// <summary>Anthropic's former API, which its SDK still calls.</summary>
    [Theory]
    [InlineData("/v1/complete", true)]
    [InlineData("/v1/completes", false)]
    public async Task Anthropics_text_completions_do_not_exist_in_the_form_of_its_errors(string path, bool isAnthropics)
    {
        var body = new StringContent("""{"model":"claude-2.1","prompt":"Hi"}""");

        var answer = await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, path, body);

        answer.ShouldBe(404);
        answer.Json.TryGetProperty("type", out var type).ShouldBe(isAnthropics);
        if (!isAnthropics) return;
        type.GetString().ShouldBe("error");
        answer.Error.GetProperty("type").GetString().ShouldBe("not_found_error");
        answer.Message.ShouldContain("POST /v1/messages");
    }

    [Theory]
    [InlineData("POST", "/api/v1/chat/completions", "POST /v1/chat/completions")]
    [InlineData("POST", "/openai/v1/chat/completions/", "POST /v1/chat/completions")]
    [InlineData("POST", "/openai/v1/completions", "POST /v1/completions")]
    [InlineData("POST", "/anthropic/v1/messages", "POST /v1/messages")]
    [InlineData("POST", "/anthropic/v1/messages/count_tokens", "POST /v1/messages/count_tokens")]
    [InlineData("POST", "/gateway/v1/responses", "POST /v1/responses")]
    [InlineData("GET", "/api/v1/models", "GET /v1/models")]
    public async Task The_error_for_another_base_path_names_the_right_path(string method, string path, string address)
    {
        var answer = await (await gateway.Team.MintAsync()).SendAsync(new HttpMethod(method), path, new StringContent(Caller.Asking(GatewayHost.Frontier)));

        answer.ShouldBe(404);
        answer.Message.ShouldContain($"It answers {address};");
    }

    [Fact]
    public async Task Paths_of_the_control_plane_are_unchanged()
    {
        var answer = await gateway.Team.Api.GetAsync("/v1/keys");

        answer.ShouldBe(200);
    }
}
