using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>Operators change models with the API.</summary>
public sealed class ModelsApiTests : IAsyncLifetime
{
    private const string Model = "test/model";
    private const string Path = "/v1/operator/models/test/model";
    private const string Token = "a-setup-token-of-the-test";

    private ScriptedUpstream upstream = default!;
    private PortalHost portal = default!;
    private ControlPlaneClient boss = default!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("Hello.")));
        portal = await PortalHost.StartAsync(
            new TestCatalog().Provider("alpha", upstream.BaseUrl).Model(Model, ["alpha:model"]).Model("test/other", ["alpha:other"]), ("Accounts:SetupToken", Token));
        var signedUp = await new ControlPlaneClient(portal.Http).PostAsync(
            "/v1/auth/signup", new { email = "boss@example.com", password = "a long enough password", setup_token = Token });
        boss = new ControlPlaneClient(portal.Http) { Access = signedUp.Text("access_token") };
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_model_gets_names_and_a_price_and_an_empty_object_restores_the_catalog()
    {
        var key = await new PortalTeam(portal.Http, boss).MintAsync();
        var before = await boss.GetAsync(Path);
        (before.Json.GetProperty("enabled").GetBoolean(), before.Json.GetProperty("aliases").GetArrayLength(), before.Json.TryGetProperty("set_at", out _)).ShouldBe((true, 0, false));

        var set = await boss.PutAsync(Path, new { aliases = List("house"), input = 2, cache_write_5m = 2.5, output = 8, source = "https://example.com/contract" });

        set.ShouldBe(200);
        set.Text("set_by").ShouldBe("boss@example.com");
        var price = set.Json.GetProperty("price");
        foreach (var (field, usd) in new[] { ("input", 2m), ("cache_read", 2m), ("cache_write_5m", 2.5m), ("cache_write_1h", 2.5m), ("output", 8m) })
            price.GetProperty(field).GetDecimal().ShouldBe(usd, field);
        price.GetProperty("source").GetString().ShouldBe("https://example.com/contract");
        (await key.AskAsync(Caller.Asking("house"))).Body.ShouldContain("Hello.");
        Listed(await boss.GetAsync("/v1/operator/models")).ShouldBe([(Model, "house"), ("test/other", "")]);
        (await boss.GetAsync(Path)).Body.ShouldBe(set.Body);

        (await boss.PutAsync(Path, new { })).Json.TryGetProperty("price", out _).ShouldBeFalse();
        (await key.AskAsync(Caller.Asking("house"))).ShouldBe(404, "MODEL_NOT_FOUND");
        (await key.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        (await boss.PutAsync(Path, new { enabled = false })).Json.GetProperty("enabled").GetBoolean().ShouldBeFalse();
        (await key.AskAsync(Caller.Asking(Model))).ShouldBe(404, "MODEL_NOT_FOUND");
    }

    [Fact]
    public async Task Settings_that_someone_else_has_changed_since_they_were_read_are_not_replaced()
    {
        var read = (await boss.GetAsync(Path)).Headers.ETag!.ToString();
        var first = await boss.PutAsync(Path, new { aliases = List("first") }, read);
        first.ShouldBe(200);

        var second = await boss.PutAsync(Path, new { aliases = List("second") }, read);

        second.ShouldBe(409, "CONFLICT");
        second.Text("detail").ShouldStartWith("The model was changed by someone else; its version is ");
        (await boss.GetAsync(Path)).Json.GetProperty("aliases")[0].GetString().ShouldBe("first");
        (await boss.PutAsync(Path, new { aliases = List("second") }, first.Headers.ETag!.ToString())).ShouldBe(200);
        (await boss.PutAsync(Path, new { })).ShouldBe(200);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_reported_with_its_field()
    {
        var wrong = await boss.PutAsync(Path, new { enabled = "perhaps", aliases = List("test/other", " "), cache_write_5m = -1, source = "the contract", names = 1 });

        wrong.ShouldBe(400, "INVALID_REQUEST");
        wrong.FaultyFields.ShouldBe(["aliases", "cache_write_5m", "enabled", "input", "names", "output", "source"]);
        (await boss.PutAsync(Path, new { aliases = List("test/other") })).FaultyFields.ShouldBe(["aliases"]);
        (await boss.PutAsync("/v1/operator/models/test/none", new { })).ShouldBe(404, "NOT_FOUND");
        (await boss.GetAsync("/v1/operator/models/test/none")).ShouldBe(404, "NOT_FOUND");
        (await boss.GetAsync(Path)).Json.TryGetProperty("set_at", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_operators_may()
    {
        var ada = (await portal.SignUpAsync()).Api;

        (await ada.GetAsync("/v1/operator/models")).ShouldBe(403, "FORBIDDEN");
        (await ada.GetAsync(Path)).ShouldBe(403, "FORBIDDEN");
        (await ada.PutAsync(Path, new { enabled = false })).ShouldBe(403, "FORBIDDEN");
    }

    private static string[] List(params string[] names) => names;

    private static (string Id, string Aliases)[] Listed(ApiAnswer answer) =>
        [.. answer.Json.GetProperty("data").EnumerateArray().Select(static model => (model.GetProperty("id").GetString()!, string.Join(",", model.GetProperty("aliases").EnumerateArray().Select(static (JsonElement alias) => alias.GetString()))))];
}
