namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c> in OpenAI's format.</summary>
[Trait("Promise", "P-2")]
public sealed class ModelListTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task The_list_is_in_both_properties_that_clients_read()
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync("/v1/models");

        answer.ShouldBe(200);
        answer.Json.GetProperty("object").GetString().ShouldBe("list");
        answer.Json.TryGetProperty("error", out _).ShouldBeFalse();
        answer.Json.GetProperty("models").GetRawText().ShouldBe(answer.Json.GetProperty("data").GetRawText());
        var ids = answer.Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToList();
        ids[0].ShouldBe("jusInfer-auto");
        ids.ShouldContain(GatewayHost.Frontier);
        ids.ShouldNotContain("test/unconnected");
    }

    [Fact]
    public async Task A_model_has_its_capabilities_and_prices()
    {
        var model = (await (await gateway.Team.MintAsync()).GetAsync($"/v1/models/{GatewayHost.Frontier}")).Json;

        model.GetProperty("id").GetString().ShouldBe(GatewayHost.Frontier);
        model.GetProperty("object").GetString().ShouldBe("model");
        model.GetProperty("owned_by").GetString().ShouldBe("test");
        model.GetProperty("created").GetInt64().ShouldBe(1735689600);
        model.GetProperty("context_length").GetInt32().ShouldBe(100_000);
        model.GetProperty("capabilities").EnumerateArray().Select(value => value.GetString()).ShouldContain("vision");
        model.GetProperty("pricing").GetProperty("input").GetDecimal().ShouldBe(3);
        model.GetProperty("pricing").GetProperty("cache_read").GetDecimal().ShouldBe(0.3m);
    }

    [Theory]
    [InlineData("/v1/models/test/frontier-1")]
    [InlineData("/v1/models/test%2Ffrontier-1")]
    [InlineData("/v1/models/frontier-alias")]
    [InlineData("/models/test/frontier-1")]
    public async Task A_model_can_be_retrieved_by_any_of_its_names(string path)
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync(path);

        answer.ShouldBe(200);
        answer.Json.GetProperty("id").GetString().ShouldBe(GatewayHost.Frontier);
    }

    [Theory]
    [InlineData("/v1/models/no-such-model")]
    [InlineData("/v1/models/test/unconnected")]
    public async Task An_unusable_model_is_not_found(string path) =>
        (await (await gateway.Team.MintAsync()).GetAsync(path)).ShouldBe(404, "MODEL_NOT_FOUND");
}
