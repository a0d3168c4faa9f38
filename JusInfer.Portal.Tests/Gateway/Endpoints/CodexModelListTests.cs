using System.Text.Json;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary><c>GET /v1/models?client_version=…</c>, which Codex sends.</summary>
[Trait("Promise", "P-2")]
public sealed class CodexModelListTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    /// <summary>The properties without which Codex 0.169 discards the whole list.</summary>
    private static readonly string[] Required =
    [
        "slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility", "supported_in_api", "priority", "base_instructions", "support_verbosity",
        "truncation_policy", "experimental_supported_tools",
    ];

    [Fact]
    public async Task Each_model_for_chat_has_what_Codex_requires_and_its_own_context_window()
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync("/v1/models?client_version=0.169.0");

        answer.ShouldBe(200);
        JsonElement[] models = [.. answer.Json.GetProperty("models").EnumerateArray()];
        models.ShouldAllBe(model => Required.All(name => HasProperty(model, name)));
        models[0].GetProperty("slug").GetString().ShouldBe("jusInfer-auto");
        models[0].GetProperty("context_window").GetInt32().ShouldBe(2_000_000);
        var windows = models.ToDictionary(static model => model.GetProperty("slug").GetString()!, static model => model.GetProperty("context_window").GetInt32());
        windows[GatewayHost.Frontier].ShouldBe(100_000);
        windows[GatewayHost.Tiny].ShouldBe(200);
        windows.ShouldNotContainKey("test/embedding");
        windows.ShouldNotContainKey("test/unconnected");
        models.Select(static model => model.GetProperty("priority").GetInt32()).ShouldBeInOrder();
    }

    [Fact]
    public async Task Other_readers_find_the_models_in_OpenAIs_form()
    {
        var caller = await gateway.Team.MintAsync();

        var codex = await caller.GetAsync("/v1/models?client_version=0.169.0");
        var others = await caller.GetAsync("/v1/models");

        codex.Json.GetProperty("data").GetRawText().ShouldBe(others.Json.GetProperty("data").GetRawText());
        others.Json.GetProperty("models").GetRawText().ShouldBe(others.Json.GetProperty("data").GetRawText());
    }

    private static bool HasProperty(JsonElement model, string name) => model.TryGetProperty(name, out _);
}
