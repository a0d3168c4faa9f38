using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>Usage of a shared key is attributed to end users and sessions.</summary>
[Trait("Promise", "P-9")]
public sealed class AttributionTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("X-JusInfer-User")]
    [InlineData("X-User-Id")]
    [InlineData("user_id")]
    public async Task An_end_user_is_named_by_header(string header)
    {
        var receipt = await ReceiptAsync("", (header, "ada@example.com"));

        receipt.GetProperty("user").GetString().ShouldBe("ada@example.com");
    }

    [Fact]
    public async Task An_end_user_is_named_in_the_body() =>
        (await ReceiptAsync(",\"user\":\"from-body\"")).GetProperty("user").GetString().ShouldBe("from-body");

    [Theory]
    [InlineData("\\u202Eada", "ada")]
    [InlineData("ada\\u2066\\u2069", "ada")]
    [InlineData("\\u05d0\\u200F1", "\u05d0\u200F1")]
    public async Task A_name_has_no_characters_that_turn_around_what_is_beside_it(string sent, string recorded) =>
        (await ReceiptAsync($",\"user\":\"{sent}\"")).GetProperty("user").GetString().ShouldBe(recorded);

    [Fact]
    public async Task The_products_own_header_comes_before_the_others_and_the_body() =>
        (await ReceiptAsync(",\"user\":\"body\"", ("user_id", "third"), ("X-User-Id", "second"), ("X-JusInfer-User", "first"))).GetProperty("user").GetString().ShouldBe("first");

    [Theory]
    [InlineData("X-JusInfer-Session")]
    [InlineData("agent-session-id")]
    [InlineData("x-session-id")]
    [InlineData("session-id")]
    [InlineData("x-claude-code-session-id")]
    [Trait("Promise", "P-27")]
    public async Task A_session_is_named_by_the_headers_of_coding_agents(string header) =>
        (await ReceiptAsync("", (header, "run-7"))).GetProperty("session").GetString().ShouldBe("run-7");

    [Theory]
    [InlineData("/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"safety_identifier\":\"ada\",\"prompt_cache_key\":\"run-1\"")]
    [InlineData("/v1/completions", "\"prompt\":\"hi\",\"user\":\"ada\",\"prompt_cache_key\":\"run-1\"")]
    [InlineData("/v1/responses", "\"input\":\"hi\",\"store\":false,\"safety_identifier\":\"ada\",\"prompt_cache_key\":\"run-1\"")]
    [InlineData("/v1/messages", "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\",\\\"account_uuid\\\":\\\"ada\\\",\\\"session_id\\\":\\\"run-1\\\"}\"}")]
    [Trait("Promise", "P-27")]
    public async Task Each_dialect_names_the_end_user_and_the_session_in_its_own_fields(string path, string fields)
    {
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, path, new StringContent($$"""{"model":"{{GatewayHost.Frontier}}",{{fields}}}""", System.Text.Encoding.UTF8, "application/json"));

        answer.ShouldBe(200);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("user").GetString().ShouldBe("ada");
        receipt.GetProperty("session").GetString().ShouldBe("run-1");
    }

    [Theory]
    [InlineData(",\"user\":7")]
    [InlineData(",\"user\":{\"id\":1}")]
    [InlineData(",\"user\":null")]
    [InlineData(",\"user\":\"  \"")]
    public async Task A_user_that_is_not_a_name_is_ignored(string body) =>
        (await ReceiptAsync(body)).GetProperty("user").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

    [Fact]
    public async Task A_name_that_a_store_cannot_take_is_shortened_and_stored()
    {
        // 127 characters including a control character, and an emoji of two characters across the maximum length.
        var receipt = await ReceiptAsync($",\"user\":\"a\\u0000{new string('b', 126)}😀😀\"");

        receipt.GetProperty("user").GetString()!.ShouldStartWith("abbb");
        receipt.GetProperty("user").GetString()!.Length.ShouldBeInRange(120, 128);
    }

    [Fact]
    public async Task Usage_is_broken_down_by_user_and_session()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        foreach (var (user, session) in ((string, string)[])[("ada", "one"), ("ada", "two"), ("grace", "two")])
            await team.ReceiptAsync((await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), ("X-JusInfer-User", user), ("X-JusInfer-Session", session))).RequestId);

        var usage = (await team.Api.GetAsync("/v1/usage?group_by=user")).Json;

        var rows = usage.GetProperty("data").EnumerateArray().ToDictionary(row => row.GetProperty("user").GetString()!, row => row.GetProperty("requests").GetInt64());
        rows.ShouldBe(new Dictionary<string, long> { ["ada"] = 2, ["grace"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Usage_is_broken_down_and_filtered_by_the_repository_and_the_label_of_a_header()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();
        foreach (var (repository, label) in ((string, string)[])[("acme/shop", "nightly"), ("acme/shop", "feature search"), ("acme/site", "nightly")])
        {
            var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), ("X-JusInfer-Repository", repository), ("X-JusInfer-Label", label));
            var receipt = await team.ReceiptAsync(answer.RequestId);
            (receipt.GetProperty("repository").GetString(), receipt.GetProperty("label").GetString()).ShouldBe((repository, label));
        }

        (await SumAsync("group_by=repository", "repository")).ShouldBe(new Dictionary<string, long> { ["acme/shop"] = 2, ["acme/site"] = 1 }, ignoreOrder: true);
        (await SumAsync("group_by=label", "label")).ShouldBe(new Dictionary<string, long> { ["nightly"] = 2, ["feature search"] = 1 }, ignoreOrder: true);
        (await SumAsync("group_by=label&repository=acme/shop", "label")).ShouldBe(new Dictionary<string, long> { ["nightly"] = 1, ["feature search"] = 1 }, ignoreOrder: true);

        async Task<Dictionary<string, long>> SumAsync(string query, string group) => (await team.Api.GetAsync($"/v1/usage?{query}")).Json.GetProperty("data")
            .EnumerateArray().ToDictionary(row => row.GetProperty(group).GetString()!, row => row.GetProperty("requests").GetInt64());
    }

    [Theory]
    [InlineData(null, "acme/shop", "nightly")]
    [InlineData("X-JusInfer-Repository", "other", "nightly")]
    [InlineData("X-JusInfer-Label", "acme/shop", "other")]
    public async Task A_key_has_the_repository_and_the_label_of_calls_that_name_none(string? header, string repository, string label)
    {
        var caller = await gateway.Team.MintAsync(new { name = "nightly", repository = "acme/shop", label = "nightly" });

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier), header is null ? [] : [(header, "other")]);

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        (receipt.GetProperty("repository").GetString(), receipt.GetProperty("label").GetString()).ShouldBe((repository, label));
    }

    [Fact]
    public async Task A_repository_and_a_label_are_never_taken_from_the_body()
    {
        var receipt = await ReceiptAsync(",\"repository\":\"acme/shop\",\"label\":\"nightly\",\"metadata\":{\"repository\":\"acme/shop\",\"label\":\"nightly\"}");

        receipt.GetProperty("repository").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        receipt.GetProperty("label").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    private async Task<System.Text.Json.JsonElement> ReceiptAsync(string extra, params (string, string)[] headers)
    {
        var caller = await gateway.Team.MintAsync();
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: extra), headers);
        answer.ShouldBe(200);
        return await gateway.Team.ReceiptAsync(answer.RequestId);
    }
}
