using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>The operator sets, tests and removes credentials while the portal runs.</summary>
public sealed class ProvidersApiTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Credential = "sk-planted-0123456789-ABCDEF";
    private const string Token = "a-setup-token-of-the-test";
    private const string NotUsable = "No provider of test/model is usable";

    private ScriptedUpstream upstream = default!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("Hello.")));
    }

    public ValueTask DisposeAsync() => upstream.DisposeAsync();

    [Fact]
    public async Task A_credential_ends_demo_mode_without_a_restart_and_is_never_shown()
    {
        await using var portal = await StartAsync();
        var boss = await SignUpBossAsync(portal);
        var key = await new PortalTeam(portal.Http, boss).MintAsync();
        (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain("[simulated]");

        var set = await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = $" {Credential}\n" });

        set.ShouldBe(200);
        set.Json.GetProperty("usable").GetBoolean().ShouldBeTrue();
        set.Json.GetProperty("credential").GetProperty("source").GetString().ShouldBe("portal");
        set.Json.GetProperty("credential").GetProperty("set_by").GetString().ShouldBe("boss@example.com");
        (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain("Hello.");
        upstream.LastRequest.Header("authorization").ShouldBe($"Bearer {Credential}");
        (await key.GetAsync("/v1/models")).Body.ShouldContain(Model);

        (await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = "sk-another" })).ShouldBe(200);
        await key.AskAsync(Caller.Asking(Model));
        upstream.LastRequest.Header("authorization").ShouldBe("Bearer sk-another");

        var (listed, found, audit) = (await boss.GetAsync("/v1/operator/providers"), await boss.GetAsync("/v1/operator/providers/alpha/credential"), await boss.GetAsync("/v1/audit?action=provider."));
        audit.Json.GetProperty("data").EnumerateArray().Select(static entry => entry.GetProperty("action").GetString())
            .ShouldBe(["provider.credential_replaced", "provider.credential_set"]);
        foreach (var answer in new[] { set, listed, found, audit }) answer.Body.ShouldNotContain("planted");

        (await boss.DeleteAsync("/v1/operator/providers/alpha/credential")).ShouldBe(204);
        (await boss.DeleteAsync("/v1/operator/providers/alpha/credential")).ShouldBe(404, "NOT_FOUND");
        (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain(NotUsable, customMessage: "demo mode does not return");
        portal.Logs.Lines.ShouldNotContain(line => line.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_credential_of_the_portal_takes_precedence_over_one_of_the_environment()
    {
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]), ("Accounts:SetupToken", Token));
        var boss = await SignUpBossAsync(portal);
        var key = await new PortalTeam(portal.Http, boss).MintAsync();
        SourceOf(await boss.GetAsync("/v1/operator/providers/alpha/credential")).ShouldBe("environment");

        SourceOf(await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential })).ShouldBe("portal");
        await key.AskAsync(Caller.Asking(Model));
        upstream.LastRequest.Header("authorization").ShouldBe($"Bearer {Credential}");

        await boss.DeleteAsync("/v1/operator/providers/alpha/credential");
        SourceOf(await boss.GetAsync("/v1/operator/providers/alpha/credential")).ShouldBe("environment");
        await key.AskAsync(Caller.Asking(Model));
        upstream.LastRequest.Header("authorization").ShouldBe($"Bearer {TestCatalog.CredentialOf("alpha")}");
    }

    public static TheoryData<int, string, string> Failures => new()
    {
        { 401, """{"error":{"message":"Incorrect API key provided: sk-pla***CDEF","code":"invalid_api_key"}}""", "bad_credential" },
        { 403, """{"error":{"message":"no"}}""", "bad_credential" },
        { 400, """[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]""", "bad_credential" },
        { 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}""", "out_of_credit" },
        { 402, """{"error":{"message":"Insufficient credits"}}""", "out_of_credit" },
        { 429, """{"error":{"message":"You exceeded your current quota, please check your plan.","code":"insufficient_quota"}}""", "out_of_credit" },
        { 429, """{"error":{"message":"Rate limit reached"}}""", "rate_limited" },
        { 404, """{"error":{"message":"The model does not exist","code":"model_not_found"}}""", "no_model" },
        { 404, "<html>not found</html>", "wrong_address" },
        { 301, "", "wrong_address" },
        { 200, "<html>Welcome</html>", "wrong_address" },
        { 400, """{"error":{"message":"max_tokens is too small","type":"invalid_request_error"}}""", "rejected" },
        { 500, """{"error":{"message":"oops"}}""", "failed" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_test_says_what_is_wrong(int status, string body, string outcome)
    {
        await using var portal = await StartAsync();
        var boss = await SignUpBossAsync(portal);
        await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential });
        upstream.Always(Replies.Json(body, status));

        var test = await boss.PostAsync("/v1/operator/providers/alpha/test", new { });

        test.ShouldBe(200);
        test.Text("outcome").ShouldBe(outcome);
        test.Text("detail").ShouldEndWith(".");
        test.Body.ShouldNotContain("sk-");
        (await boss.GetAsync("/v1/operator/providers/alpha/credential")).Json.GetProperty("last_test").GetProperty("outcome").GetString().ShouldBe(outcome);
        portal.Logs.Lines.ShouldNotContain(line => line.Contains("sk-pla", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_calls_the_provider_once_for_one_token_and_is_not_recorded_as_usage()
    {
        await using var portal = await StartAsync();
        var boss = await SignUpBossAsync(portal);
        (await boss.PostAsync("/v1/operator/providers/alpha/test", new { })).Text("outcome").ShouldBe("no_credential");
        upstream.Requests.ShouldBeEmpty();
        await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential });

        var test = await boss.PostAsync("/v1/operator/providers/alpha/test", new { });

        test.Text("outcome").ShouldBe("ok");
        test.Text("model").ShouldBe(Model);
        var request = upstream.Requests.ShouldHaveSingleItem();
        request.Json.GetProperty("model").GetString().ShouldBe("model");
        (request.Json.TryGetProperty("max_tokens", out var tokens) ? tokens : request.Json.GetProperty("max_completion_tokens")).GetInt32().ShouldBe(1);
        (await new PortalTeam(portal.Http, boss).AllRecordsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_named_so()
    {
        await using var portal = await StartAsync("http://127.0.0.1:9/v1");
        var boss = await SignUpBossAsync(portal);
        await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential });

        (await boss.PostAsync("/v1/operator/providers/alpha/test", new { })).Text("outcome").ShouldBe("unreachable");
    }

    [Fact]
    public async Task Only_operators_may_and_a_text_that_is_no_credential_is_rejected_without_repeating_it()
    {
        await using var portal = await StartAsync();
        var (boss, ada) = (await SignUpBossAsync(portal), (await portal.SignUpAsync()).Api);
        (await ada.GetAsync("/v1/operator/providers")).ShouldBe(403, "FORBIDDEN");
        (await ada.GetAsync("/v1/operator/providers/alpha/credential")).ShouldBe(403, "FORBIDDEN");
        (await ada.PutAsync("/v1/operator/providers/alpha/credential", new { credential = "x" })).ShouldBe(403, "FORBIDDEN");
        (await ada.DeleteAsync("/v1/operator/providers/alpha/credential")).ShouldBe(403, "FORBIDDEN");
        (await ada.PostAsync("/v1/operator/providers/alpha/test", new { })).ShouldBe(403, "FORBIDDEN");

        foreach (var text in new[] { "planted two words", "", " ", "planted\u00e9" })
        {
            var rejected = await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = text });
            rejected.FaultyFields.ShouldBe(["credential"]);
            rejected.Body.ShouldNotContain("planted");
        }

        (await boss.PutAsync("/v1/operator/providers/alpha/credential", new { })).FaultyFields.ShouldBe(["credential"]);
        (await boss.PutAsync("/v1/operator/providers/beta/credential", new { credential = "x" })).ShouldBe(404, "NOT_FOUND");
        (await boss.PostAsync("/v1/operator/providers/beta/test", new { })).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    [Slow]
    public async Task With_a_stored_credential_strangers_cannot_sign_up_and_a_restart_keeps_it()
    {
        await using var node = new PortalNode(CatalogOf(upstream.BaseUrl), signUp: null, ("Accounts:SetupToken", Token));
        var (process, http) = await node.StartAsync();
        var boss = await SignUpBossAsync(http);
        (await new ControlPlaneClient(http).PostAsync("/v1/auth/signup", new { email = "ann@example.com", password = "a long enough password" })).ShouldBe(201);

        (await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential })).ShouldBe(200);

        (await new ControlPlaneClient(http).PostAsync("/v1/auth/signup", new { email = "eve@example.com", password = "a long enough password" })).ShouldBe(403, "FORBIDDEN");
        await process.KillAsync();
        (process, http) = await node.StartAsync();
        process.Output.ShouldContain("Providers   alpha");
        process.Output.ShouldContain("Sign-up     invite");
        boss = new ControlPlaneClient(http) { Access = boss.Access };
        var key = await new PortalTeam(http, boss).MintAsync();
        (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain("Hello.");
        process.Output.ShouldNotContain("planted");

        (await boss.DeleteAsync("/v1/operator/providers/alpha/credential")).ShouldBe(204);
        (await new ControlPlaneClient(http).PostAsync("/v1/auth/signup", new { email = "eve@example.com", password = "a long enough password" })).ShouldBe(403, "FORBIDDEN");
        await process.KillAsync();
        (process, _) = await node.StartAsync();
        process.Output.ShouldContain("Providers   none usable: every call fails");
        process.Output.ShouldContain("Sign-up     invite");
    }

    [Fact]
    [Slow]
    public async Task A_credential_set_on_one_node_is_used_by_the_other()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        (string, string)[] settings = [("ConnectionStrings:Store", await cluster.NewDatabaseAsync()), ("Accounts:SetupToken", Token)];
        await using var first = await PortalHost.StartAsync(CatalogOf(upstream.BaseUrl), settings);
        await using var second = await PortalHost.StartAsync(CatalogOf(upstream.BaseUrl), settings);
        var boss = await SignUpBossAsync(first);
        var key = (await new PortalTeam(first.Http, boss).MintAsync()).At(second.Http);
        (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain("[simulated]");

        var limit = TimeSpan.FromSeconds(2);
        await Promptly.WithinAsync(limit, async () =>
        {
            if (upstream.Requests.Count > 0) await RemoveAsync();
            return SetAsync;
        });
        upstream.LastRequest.Header("authorization").ShouldBe($"Bearer {Credential}");
        await Promptly.WithinAsync(limit, async () =>
        {
            await SetAsync();
            return RemoveAsync;
        });

        async Task SetAsync()
        {
            (await boss.PutAsync("/v1/operator/providers/alpha/credential", new { credential = Credential })).ShouldBe(200);
            await UntilAsync(key, "Hello.");
        }

        async Task RemoveAsync()
        {
            (await boss.DeleteAsync("/v1/operator/providers/alpha/credential")).ShouldBe(204);
            await UntilAsync(key, NotUsable);
        }
    }

    /// <summary>Calls until the answer contains a text.</summary>
    private static Task UntilAsync(Caller key, string text) =>
        Eventually.TrueAsync(async () => (await key.AskAsync(Caller.Asking(Model))).Body.Contains(text, StringComparison.Ordinal), text);

    private static TestCatalog CatalogOf(string address) =>
        new TestCatalog().Provider("alpha", address, apiKeyEnv: "JUSINFER_TEST_NOWHERE").Model(Model, ["alpha:model"]);

    private static string? SourceOf(ApiAnswer answer) => answer.Json.GetProperty("credential").GetProperty("source").GetString();

    private Task<PortalHost> StartAsync(string? address = null) => PortalHost.StartAsync(CatalogOf(address ?? upstream.BaseUrl), ("Accounts:SetupToken", Token));

    private static Task<ControlPlaneClient> SignUpBossAsync(PortalHost portal) => SignUpBossAsync(portal.Http);

    private static async Task<ControlPlaneClient> SignUpBossAsync(HttpClient http)
    {
        var boss = new ControlPlaneClient(http);
        var signedUp = await boss.PostAsync("/v1/auth/signup", new { email = "boss@example.com", password = "a long enough password", setup_token = Token });
        signedUp.ShouldBe(201);
        boss.Access = signedUp.Text("access_token");
        return boss;
    }
}
