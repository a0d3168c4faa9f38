using System.Text;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary>The endpoints that list and describe models, which clients call without a key.</summary>
public sealed class OllamaDiscoveryTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task The_list_has_every_connected_model_with_the_fields_that_clients_require()
    {
        var models = (await GetAsync("/api/tags")).Json.GetProperty("models").EnumerateArray().ToList();

        var names = models.Select(static model => model.GetProperty("name").GetString()).ToList();
        names.ShouldContain("jusInfer-auto");
        names.ShouldContain(GatewayHost.Frontier);
        names.ShouldNotContain("test/unconnected");
        foreach (var model in models)
        {
            model.GetProperty("model").GetString().ShouldBe(model.GetProperty("name").GetString());
            model.GetProperty("modified_at").GetDateTimeOffset().Year.ShouldBeGreaterThan(1969);
            model.GetProperty("size").GetInt64().ShouldBe(0);
            model.GetProperty("digest").GetString()!.Length.ShouldBe(64);
            foreach (var detail in (string[])["parent_model", "format", "family", "parameter_size", "quantization_level"]) model.GetProperty("details").GetProperty(detail).ValueKind.ShouldBe(JsonValueKind.String);
            model.GetProperty("details").GetProperty("families").ValueKind.ShouldBe(JsonValueKind.Array);
        }
    }

    [Theory]
    [InlineData("model", GatewayHost.Frontier, 100_000, new[] { "completion", "tools", "vision" })]
    [InlineData("name", "test/frontier-1:latest", 100_000, new[] { "completion", "tools", "vision" })]
    [InlineData("model", "frontier-alias", 100_000, new[] { "completion", "tools", "vision" })]
    [InlineData("model", "jusInfer-auto", 2_000_000, new[] { "completion", "tools", "vision" })]
    [InlineData("model", "test/embedding", 100_000, new[] { "embedding" })]
    public async Task A_description_has_the_context_length_and_the_capabilities(string field, string model, int context, string[] capabilities)
    {
        var shown = (await PostAsync("/api/show", $$"""{"{{field}}":"{{model}}","verbose":true}""")).Json;

        shown.GetProperty("capabilities").EnumerateArray().Select(static capability => capability.GetString()).ShouldBe(capabilities);
        var info = shown.GetProperty("model_info");
        info.GetProperty($"{info.GetProperty("general.architecture").GetString()}.context_length").GetInt32().ShouldBe(context);
        shown.GetProperty("template").GetString().ShouldBe("");
    }

    [Fact]
    public async Task A_model_without_a_connected_provider_is_not_described()
    {
        var answer = await PostAsync("/api/show", """{"model":"test/unconnected"}""");

        answer.ShouldBe(404);
        answer.Json.GetProperty("error").GetString()!.ShouldContain("none of its providers is connected");
    }

    [Fact]
    public async Task No_model_is_reported_as_loaded_and_the_version_is_recent()
    {
        (await GetAsync("/api/ps")).Body.ShouldBe("""{"models":[]}""");
        Version.Parse((await GetAsync("/api/version")).Json.GetProperty("version").GetString()!).ShouldBeGreaterThan(new Version(0, 6, 4));
    }

    [Theory]
    [InlineData("", "application/x-ndjson")]
    [InlineData(",\"stream\":false", "application/json")]
    public async Task A_known_model_is_pulled_at_once(string extra, string contentType)
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync("/api/pull", $$"""{"model":"{{GatewayHost.Small}}"{{extra}}}""");

        answer.ShouldBe(200);
        answer["content-type"].ShouldBe(contentType);
        answer.Json.GetProperty("status").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task Pulling_needs_a_key()
    {
        var answer = await PostAsync("/api/pull", $$"""{"model":"{{GatewayHost.Small}}"}""");

        answer.ShouldBe(401);
        answer.Json.GetProperty("error").GetString()!.ShouldContain("carries no key");
    }

    [Fact]
    public async Task The_root_answers_HEAD_with_success()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(200);
    }

    [Fact]
    public async Task An_operator_can_require_a_key_for_discovery()
    {
        await using var portal = await PortalHost.StartAsync(gateway.Catalog, ("Gateway:AnonymousDiscovery", "false"));
        var caller = await (await portal.SignUpAsync()).MintAsync();

        foreach (var path in (string[])["/api/tags", "/api/version", "/api/ps"])
        {
            using var response = await portal.Http.GetAsync(path, TestContext.Current.CancellationToken);
            var refused = await GatewayAnswer.OfAsync(response);
            refused.ShouldBe(401);
            refused.Json.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.String);

            var answer = await caller.GetAsync(path);
            answer.ShouldBe(200);
            answer["x-ratelimit-remaining-requests"].ShouldNotBeNull();
        }
    }

    private async Task<GatewayAnswer> GetAsync(string path)
    {
        using var response = await gateway.Portal.Http.GetAsync(path, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }

    private async Task<GatewayAnswer> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await gateway.Portal.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }
}
