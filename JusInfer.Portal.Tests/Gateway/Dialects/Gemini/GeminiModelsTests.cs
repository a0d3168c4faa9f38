using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary><c>GET /v1beta/models</c> and <c>GET /v1beta/models/{model}</c>.</summary>
public sealed class GeminiModelsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task The_models_that_can_answer_are_listed()
    {
        var models = (await GetAsync("/v1beta/models")).Json.GetProperty("models").EnumerateArray().ToList();

        var names = models.Select(static model => model.GetProperty("name").GetString()).ToList();
        names[0].ShouldBe("models/jusInfer-auto");
        names.ShouldContain($"models/{GatewayHost.Frontier}");
        names.ShouldNotContain("models/test/embedding");
        names.ShouldNotContain("models/test/unconnected");
        models.ShouldAllBe(static model => model.GetProperty("inputTokenLimit").GetInt32() > 0 && model.GetProperty("outputTokenLimit").GetInt32() > 0);
        models[0].GetProperty("supportedGenerationMethods").EnumerateArray().Select(static method => method.GetString()).ShouldBe(["generateContent", "streamGenerateContent", "countTokens"]);
    }

    [Fact]
    public async Task Pages_have_all_models_once()
    {
        List<string?> names = [];
        for (string? token = ""; token is not null;)
        {
            var page = (await GetAsync($"/v1beta/models?pageSize=3&pageToken={token}")).Json;
            page.GetProperty("models").GetArrayLength().ShouldBeInRange(1, 3);
            names.AddRange(page.GetProperty("models").EnumerateArray().Select(static model => model.GetProperty("name").GetString()));
            token = page.TryGetProperty("nextPageToken", out var next) ? next.GetString() : null;
        }

        names.ShouldBe((await GetAsync("/v1beta/models")).Json.GetProperty("models").EnumerateArray().Select(static model => model.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("/v1beta/models/test/frontier-1")]
    [InlineData("/v1beta/models/test%2Ffrontier-1")]
    [InlineData("/v1beta/models/frontier-alias")]
    public async Task One_model_is_described(string path)
    {
        var model = (await GetAsync(path)).Json;

        model.GetProperty("name").GetString().ShouldBe($"models/{GatewayHost.Frontier}");
        model.GetProperty("thinking").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
    }

    [Theory]
    [InlineData("/v1beta/models/test/no-such", 404, "MODEL_NOT_FOUND")]
    [InlineData("/v1beta/models/test/unconnected", 404, "MODEL_NOT_FOUND")]
    [InlineData("/v1beta/models?pageSize=0", 400, "INVALID_REQUEST")]
    [InlineData("/v1beta/models?pageToken=x", 400, "INVALID_REQUEST")]
    [InlineData("/v1beta/models?pageToken=9999", 400, "INVALID_REQUEST")]
    public async Task A_rejection_has_Googles_form(string path, int status, string code)
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync(path);

        answer.ShouldBe(status, code);
        answer.Error.GetProperty("code").GetInt32().ShouldBe(status);
    }

    [Theory]
    [InlineData("/v1/models", "models")]
    [InlineData("/v1/models/test/frontier-1", "name")]
    public async Task Googles_SDK_gets_its_form_at_the_path_of_OpenAIs_clients(string path, string property)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("x-goog-api-key", (await gateway.Team.MintAsync()).Key);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await GatewayAnswer.OfAsync(response);

        answer.ShouldBe(200);
        answer.Json.TryGetProperty(property, out _).ShouldBeTrue();
        answer.Json.TryGetProperty("data", out _).ShouldBeFalse();
        answer.Json.TryGetProperty("id", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_list_needs_a_key()
    {
        using var response = await gateway.Portal.Http.GetAsync("/v1beta/models", TestContext.Current.CancellationToken);

        (await GatewayAnswer.OfAsync(response)).ShouldBe(401, "INVALID_KEY");
    }

    private async Task<GatewayAnswer> GetAsync(string path)
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync(path);
        answer.ShouldBe(200);
        return answer;
    }
}
