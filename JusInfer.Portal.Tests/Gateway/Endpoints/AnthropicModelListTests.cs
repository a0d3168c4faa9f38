using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>The model list in Anthropic's format: pages of the list, and single models.</summary>
[Trait("Promise", "P-2")]
[Trait("Promise", "P-27")]
public sealed class AnthropicModelListTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("2023-06-01")]
    [InlineData("2026-10-21")]
    [InlineData("a version that nobody knows")]
    public async Task A_client_that_sends_an_Anthropic_version_gets_Anthropics_format(string version)
    {
        var answer = await AskAsync("/v1/models", version);

        answer.ShouldBe(200);
        answer.Json.EnumerateObject().Select(property => property.Name).ShouldBe(["data", "has_more", "first_id", "last_id"]);
        var model = answer.Json.GetProperty("data").EnumerateArray().Single(model => model.GetProperty("id").GetString() == GatewayHost.Frontier);
        model.GetProperty("type").GetString().ShouldBe("model");
        model.GetProperty("display_name").GetString().ShouldBe(GatewayHost.Frontier);
        model.GetProperty("created_at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        model.GetProperty("max_input_tokens").GetInt32().ShouldBe(100_000);
    }

    [Fact]
    public async Task It_has_the_same_models_in_the_same_order_as_OpenAIs_format()
    {
        var plain = await (await gateway.Team.MintAsync()).GetAsync("/v1/models");

        var answer = await AskAsync("/v1/models?limit=1000");

        Ids(answer).ShouldBe(Ids(plain));
        Ids(answer)[0].ShouldBe("jusInfer-auto");
        answer.Json.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        answer.Json.GetProperty("first_id").GetString().ShouldBe("jusInfer-auto");
        answer.Json.GetProperty("last_id").GetString().ShouldBe(Ids(plain)[^1]);
    }

    [Fact]
    public async Task The_pages_together_contain_every_model_once()
    {
        var all = Ids(await AskAsync("/v1/models?limit=1000"));

        var seen = new List<string>();
        GatewayAnswer page;
        do
        {
            page = await AskAsync($"/v1/models?limit=2{(seen.Count == 0 ? "" : $"&after_id={seen[^1]}")}");
            seen.AddRange(Ids(page));
            seen.Count.ShouldBeLessThanOrEqualTo(all.Count);
        }
        while (page.Json.GetProperty("has_more").GetBoolean());

        seen.ShouldBe(all);
    }

    [Fact]
    public async Task A_page_before_a_model_ends_directly_before_it()
    {
        var all = Ids(await AskAsync("/v1/models?limit=1000"));

        var page = await AskAsync($"/v1/models?limit=2&before_id={all[3]}");
        var first = await AskAsync($"/v1/models?limit=5&before_id={all[2]}");

        Ids(page).ShouldBe(all[1..3]);
        page.Json.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        Ids(first).ShouldBe(all[..2]);
        first.Json.GetProperty("has_more").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_after_the_last_model_is_empty()
    {
        var all = Ids(await AskAsync("/v1/models?limit=1000"));

        var page = await AskAsync($"/v1/models?after_id={all[^1]}");

        Ids(page).ShouldBeEmpty();
        page.Json.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        page.Json.GetProperty("first_id").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        page.Json.GetProperty("last_id").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("after_id=no/such-model", "after_id")]
    [InlineData("before_id=no/such-model", "before_id")]
    public async Task An_invalid_paging_parameter_is_rejected_by_name(string query, string parameter)
    {
        var answer = await AskAsync($"/v1/models?{query}");

        answer.Status.ShouldBe(400);
        answer.Message.ShouldContain($"'{parameter}'");
    }

    [Theory]
    [InlineData("/v1/models/test/frontier-1")]
    [InlineData("/v1/models/test%2Ffrontier-1")]
    [InlineData("/v1/models/frontier-alias")]
    public async Task A_single_model_can_be_retrieved_by_any_of_its_names(string path)
    {
        var answer = await AskAsync(path);

        answer.ShouldBe(200);
        answer.Json.GetProperty("type").GetString().ShouldBe("model");
        answer.Json.GetProperty("id").GetString().ShouldBe(GatewayHost.Frontier);
    }

    [Fact]
    public async Task The_auto_model_is_listed_with_the_epoch_as_its_release_date()
    {
        var answer = await AskAsync("/v1/models/jusInfer-auto");

        answer.Json.GetProperty("id").GetString().ShouldBe("jusInfer-auto");
        answer.Json.GetProperty("created_at").GetDateTimeOffset().ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("/v1/models/no-such-model")]
    [InlineData("/v1/models/test/unconnected")]
    public async Task An_unusable_model_is_not_found_with_an_error_in_Anthropics_format(string path)
    {
        var answer = await AskAsync(path);

        answer.Status.ShouldBe(404);
        answer.Json.GetProperty("type").GetString().ShouldBe("error");
        answer.Error.GetProperty("type").GetString().ShouldBe("not_found_error");
    }

    private async Task<GatewayAnswer> AskAsync(string path, string version = "2023-06-01") =>
        await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Get, path, content: null, ("anthropic-version", version));

    private static List<string> Ids(GatewayAnswer answer) =>
        [.. answer.Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
}
