using System.Text.Json;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>What clients and readers of the catalog notice after an operator has changed a model or turned a provider off.</summary>
public sealed class ChangedModelsTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Other = "test/other";
    private const string Token = "a-setup-token-of-the-test";
    private const string IsOff = "The operator of this installation has turned test/model off. Request another model of GET /v1/models, or jusInfer-auto, which picks one. "
        + "The operator turns models on again on the page /operator/models.";

    /// <summary>The cost of 12 tokens of input and 3 of output at the catalog's prices.</summary>
    private const decimal ListedCost = 0.000042m;

    private static readonly ModelSettingsRequest Priced = new() { Input = 100, Output = 1000, Source = "https://example.com/contract" };

    private ScriptedUpstream upstream = default!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("Hello.")));
    }

    public ValueTask DisposeAsync() => upstream.DisposeAsync();

    [Fact]
    public async Task A_model_that_is_off_is_not_listed_and_not_chosen_and_a_call_to_it_says_what_to_do()
    {
        await using var portal = await StartAsync();
        var (boss, id) = await SignUpBossAsync(portal);
        var key = await new PortalTeam(portal.Http, boss).MintAsync();
        (await key.AskAsync(Caller.Asking("jusInfer-auto"))).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("model").GetString().ShouldBe("model", "the baseline");

        (await SetAsync(portal, id, Model, new ModelSettingsRequest { Enabled = false, Aliases = ["house"] })).ShouldBeNull();

        (await key.GetAsync("/v1/models")).Body.ShouldSatisfyAllConditions(list => list.ShouldContain(Other), list => list.ShouldNotContain(Model));
        var found = await key.GetAsync($"/v1/models/{Model}");
        (found.Status, found.Code, found.Message).ShouldBe((404, "MODEL_NOT_FOUND", IsOff));
        foreach (var name in new[] { Model, "house" })
        {
            var rejected = await key.AskAsync(Caller.Asking(name));
            rejected.ShouldBe(404, "MODEL_NOT_FOUND");
            rejected.Message.ShouldBe(IsOff);
        }

        (await key.AskAsync(Caller.Asking("jusInfer-auto"))).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("model").GetString().ShouldBe("other");
        (await portal.Http.GetStringAsync($"/catalog/{Model}", Cancellation)).ShouldContain("The operator has turned this model off.");
        (await portal.Http.GetStringAsync($"/catalog/{Model}.md", Cancellation)).ShouldContain("The operator has turned this model off.");

        (await SetAsync(portal, id, Model, new ModelSettingsRequest { Aliases = ["house"] })).ShouldBeNull();
        (await key.AskAsync(Caller.Asking("house"))).ShouldBe(200);
        upstream.LastRequest.Json.GetProperty("model").GetString().ShouldBe("model");
    }

    [Fact]
    public async Task A_price_applies_to_the_next_call_and_neither_to_recorded_nor_to_running_ones()
    {
        await using var portal = await StartAsync();
        var (boss, id) = await SignUpBossAsync(portal);
        var team = new PortalTeam(portal.Http, boss);
        var key = await team.MintAsync();
        var before = (await key.AskAsync(Caller.Asking(Model))).RequestId;
        CostOf(await team.ReceiptAsync(before)).ShouldBe(ListedCost);
        var release = new TaskCompletionSource();
        upstream.Always(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await key.OpenAsync(Caller.Streaming(Model));
        upstream.Always(Replies.Json(ChatSse.Completion("Hello.")));

        (await SetAsync(portal, id, Model, Priced)).ShouldBeNull();

        var today = $"{DateTime.UtcNow:yyyy-MM-dd}";
        var after = await team.ReceiptAsync((await key.AskAsync(Caller.Asking(Model))).RequestId);
        CostOf(after).ShouldBe(0.0042m);
        release.SetResult();
        CostOf(await team.ReceiptAsync((await GatewayAnswer.OfAsync(running)).RequestId)).ShouldBe(ListedCost);
        CostOf(await team.ReceiptAsync(before)).ShouldBe(ListedCost);
        var page = await portal.Http.GetStringAsync($"/catalog/{Model}", Cancellation);
        page.ShouldContain("Set by the operator of this installation, from");
        page.ShouldContain("href=\"https://example.com/contract\"");
        var listed = JsonElement.Parse(await portal.Http.GetStringAsync("/catalog.json", Cancellation)).GetProperty("data").EnumerateArray();
        var price = listed.Single(static model => model.GetProperty("id").GetString() == Model).GetProperty("pricing");
        (price.GetProperty("set_by").GetString(), price.GetProperty("from").GetString(), price.GetProperty("source").GetString())
            .ShouldBe(("operator", after.GetProperty("prices_from").GetString(), "https://example.com/contract"));
        price.GetProperty("from").GetString().ShouldBeOneOf(today, $"{DateTime.UtcNow:yyyy-MM-dd}");
    }

    [Fact]
    public async Task Only_operators_change_models_and_their_audit_log_has_each_change()
    {
        await using var portal = await StartAsync();
        var (boss, id) = await SignUpBossAsync(portal);
        var (_, stranger) = await SignUpAsync(portal, new { email = "eve@example.com", password = "a long enough password" });

        (await SetAsync(portal, stranger, Model, Priced)).ShouldBeOfType<RequestError.Forbidden>();
        (await portal.Services.GetRequiredService<ProviderService>().SetEnabledAsync(stranger, "alpha", enabled: false, Cancellation)).ShouldBeOfType<RequestError.Forbidden>();
        (await SetAsync(portal, id, Model, Priced with { Aliases = ["house"] })).ShouldBeNull();
        (await SetAsync(portal, id, Other, new ModelSettingsRequest { Aliases = ["house"] })).ShouldBeOfType<RequestError.Invalid>().Errors["aliases"]
            .ShouldBe(["house is a name of test/model already."]);

        var entry = (await boss.GetAsync("/v1/audit?action=provider.")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        (entry.GetProperty("action").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("subject").GetString()).ShouldBe(("provider.model_changed", "boss@example.com", Model));
        entry.GetProperty("changes").EnumerateArray().Select(static change => change.GetProperty("after").GetString()).ShouldContain(
            static text => text != null && text.EndsWith("input 100 USD, cache read 100 USD, cache writes 100 and 100 USD, output 1000 USD per million tokens, https://example.com/contract", StringComparison.Ordinal));
    }

    [Fact]
    [Slow]
    public async Task Changes_on_one_node_apply_to_calls_on_the_other()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        (string, string)[] settings = [("ConnectionStrings:Store", await cluster.NewDatabaseAsync()), ("Accounts:SetupToken", Token)];
        await using var first = await PortalHost.StartAsync(CatalogOf(upstream.BaseUrl), settings);
        await using var second = await PortalHost.StartAsync(CatalogOf(upstream.BaseUrl), settings);
        var (boss, id) = await SignUpBossAsync(first);
        var team = new PortalTeam(first.Http, boss);
        var key = (await team.MintAsync()).At(second.Http);
        (await key.AskAsync(Caller.Asking(Model))).ShouldBe(200);

        (await SetAsync(first, id, Model, new ModelSettingsRequest { Enabled = false })).ShouldBeNull();
        await UntilAsync(key, Model, IsOff);
        (await key.GetAsync("/v1/models")).Body.ShouldNotContain(Model);

        (await SetAsync(first, id, Model, Priced with { Aliases = ["house"] })).ShouldBeNull();
        var priced = await UntilAsync(key, "house", "Hello.");
        CostOf(await team.At(second.Http).ReceiptAsync(priced.RequestId)).ShouldBe(0.0042m);

        var providers = first.Services.GetRequiredService<ProviderService>();
        (await providers.SetEnabledAsync(id, "alpha", enabled: false, Cancellation)).ShouldBeNull();
        await UntilAsync(key, Model, "No provider of test/model is usable");
        (await providers.SetEnabledAsync(id, "alpha", enabled: true, Cancellation)).ShouldBeNull();
        await UntilAsync(key, Model, "Hello.");
    }

    /// <summary>Calls until the answer contains a text, and returns that answer.</summary>
    private static async Task<GatewayAnswer> UntilAsync(Caller key, string model, string text)
    {
        GatewayAnswer answer = null!;
        await Eventually.TrueAsync(
            async () => (answer = await key.AskAsync(Caller.Asking(model))).Body.Contains(text, StringComparison.Ordinal), text);
        return answer;
    }

    private static decimal CostOf(JsonElement receipt) => receipt.GetProperty("cost_usd").GetDecimal();

    private static async Task<RequestError?> SetAsync(PortalHost portal, UserId by, string model, ModelSettingsRequest request) =>
        (await portal.Services.GetRequiredService<ModelService>().SetAsync(by, model, null, new Input<ModelSettingsRequest>(request), Cancellation)).Error;

    private static TestCatalog CatalogOf(string address) =>
        new TestCatalog().Provider("alpha", address).Model(Model, ["alpha:model"], quality: 0.9).Model(Other, ["alpha:other"]);

    private Task<PortalHost> StartAsync() => PortalHost.StartAsync(CatalogOf(upstream.BaseUrl), ("Accounts:SetupToken", Token));

    private static Task<(ControlPlaneClient Api, UserId Id)> SignUpBossAsync(PortalHost portal) =>
        SignUpAsync(portal, new { email = "boss@example.com", password = "a long enough password", setup_token = Token });

    private static async Task<(ControlPlaneClient Api, UserId Id)> SignUpAsync(PortalHost portal, object account)
    {
        var api = new ControlPlaneClient(portal.Http);
        var signedUp = await api.PostAsync("/v1/auth/signup", account);
        signedUp.ShouldBe(201);
        api.Access = signedUp.Text("access_token");
        return (api, UserId.Parse(signedUp.Json.GetProperty("user").GetProperty("id").GetString()!, null));
    }
}
