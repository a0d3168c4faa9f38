using System.Text.Json;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

[Trait("Promise", "P-7")]
public sealed class KeysApiTests : IAsyncLifetime
{
    private static readonly string[] OneModel = ["openai/gpt-5"];
    private static readonly string[] MistypedModel = ["openai/gtp-5"];

    private static readonly string[] Addresses = ["203.0.113.0/24", "2001:DB8::1", "::ffff:203.0.113.0/120"];
    private static readonly string[] OneAddress = ["10.0.0.7"];
    private static readonly string[] BadAddresses = ["10.0.0.7", "office", "10.0.0.7/8"];

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_unknown_field_with_unreadable_text_inside_is_reported()
    {
        var answer = await ada.PostTextAsync("/v1/keys", """{"name":"agent","more":["\ud800"]}""");
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["more"]);
    }

    [Fact]
    public async Task A_repository_and_a_label_are_set_changed_kept_by_a_rotation_and_removed()
    {
        var key = await ada.PostAsync("/v1/keys", new { name = "nightly", repository = " acme/shop ", label = "nightly" });
        key.ShouldBe(201);
        NamesOf(key).ShouldBe(("acme/shop", "nightly"));
        NamesOf(await ada.PatchAsync($"/v1/keys/{key.Text("id")}", new { label = "search" })).ShouldBe(("acme/shop", "search"));
        var rotated = await ada.PostAsync($"/v1/keys/{key.Text("id")}/rotate", new { });
        NamesOf(rotated).ShouldBe(("acme/shop", "search"));
        NamesOf(await ada.PatchAsync($"/v1/keys/{rotated.Text("id")}", new { repository = (string?)null, label = " " })).ShouldBe(default);
        NamesOf(await ada.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(default);
        (await ada.PostAsync("/v1/keys", new { name = "laptop", repository = new string('r', 129), label = "a\nb" })).FaultyFields.ShouldBe(["label", "repository"]);

        static (string?, string?) NamesOf(ApiAnswer answer) => (answer.Json.GetProperty("repository").GetString(), answer.Json.GetProperty("label").GetString());
    }

    [Fact]
    public async Task A_name_is_enough_to_mint_a_key()
    {
        var answer = await ada.PostAsync("/v1/keys", new { name = "laptop" });
        answer.ShouldBe(201);
        answer.Headers.Location.ShouldBe(new Uri($"/v1/keys/{answer.Text("id")}", UriKind.Relative));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();

        var plaintext = answer.Text("key");
        KeyFormat.IsWellFormed(plaintext).ShouldBeTrue();
        plaintext.ShouldStartWith(answer.Text("prefix"));
        answer.Text("display").ShouldBe(KeyFormat.Display(plaintext));
        answer.Text("id").ShouldStartWith("key_");
        answer.Text("member_id").ShouldBe((await ada.GetAsync("/v1/tenant")).Text("member_id"));
        answer.Text("created_at").ShouldBe("2026-11-20T12:00:00Z");
        answer.Json.GetProperty("rpm").GetInt32().ShouldBe(600);
        answer.Json.GetProperty("monthly_cap_usd").ValueKind.ShouldBe(JsonValueKind.Null);
        answer.Json.GetProperty("models").GetArrayLength().ShouldBe(0);
        answer.Json.GetProperty("sandbox").GetBoolean().ShouldBeFalse();
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task All_terms_are_stored_as_requested()
    {
        var minted = await ada.PostAsync("/v1/keys", new
        {
            name = "agent",
            rpm = 5,
            tpm = 1000,
            concurrency = 2,
            monthly_cap_usd = "12.5",
            models = OneModel,
            expires_at = "2026-12-01T01:00:00+01:00",
            allowed_addresses = Addresses,
            scope = "usage:read",
            service = true,
            sandbox = true,
        });
        minted.ShouldBe(201);

        var key = (await ListAsync(ada)).ShouldHaveSingleItem();
        key.GetProperty("rpm").GetInt32().ShouldBe(5);
        key.GetProperty("tpm").GetInt32().ShouldBe(1000);
        key.GetProperty("concurrency").GetInt32().ShouldBe(2);
        key.GetProperty("monthly_cap_usd").GetDecimal().ShouldBe(12.5m);
        key.GetProperty("models")[0].GetString().ShouldBe("openai/gpt-5");
        key.GetProperty("expires_at").GetString().ShouldBe("2026-12-01T00:00:00Z");
        key.GetProperty("sandbox").GetBoolean().ShouldBeTrue();
        key.GetProperty("allowed_addresses").EnumerateArray().Select(static address => address.GetString()).ShouldBe(["203.0.113.0/24", "2001:db8::1"]);
        key.GetProperty("scope").GetString().ShouldBe("usage:read");
        key.GetProperty("service").GetBoolean().ShouldBeTrue();
        key.GetProperty("member_id").ValueKind.ShouldBe(JsonValueKind.Null);
        key.GetProperty("last_used").ValueKind.ShouldBe(JsonValueKind.Null);
        key.GetProperty("reported_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Every_bad_address_is_named()
    {
        var answer = await ada.PostAsync("/v1/keys", new { name = "agent", allowed_addresses = BadAddresses, scope = "everything", service = "yes" });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["allowed_addresses", "scope", "service"]);
        var message = answer.Json.GetProperty("errors").GetProperty("allowed_addresses")[0].GetString()!;
        message.ShouldContain("'office'");
        message.ShouldContain("'10.0.0.7/8' (did you mean 10.0.0.0/8?)");
        answer.Json.GetProperty("errors").GetProperty("scope")[0].GetString()
            .ShouldBe("scope must be one of all, usage:read, keys:mint.");
    }

    [Fact]
    public async Task Addresses_are_replaced_and_removed()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent", allowed_addresses = Addresses })).Text("id");
        (await ada.PatchAsync($"/v1/keys/{id}", new { allowed_addresses = OneAddress })).Json.GetProperty("allowed_addresses")[0].GetString().ShouldBe("10.0.0.7");
        (await ada.PatchAsync($"/v1/keys/{id}", new { name = "renamed" })).Json.GetProperty("allowed_addresses").GetArrayLength().ShouldBe(1);
        (await ada.PatchAsync($"/v1/keys/{id}", new { allowed_addresses = (string[]?)null })).Json.GetProperty("allowed_addresses").GetArrayLength().ShouldBe(0);
        (await ada.PatchAsync($"/v1/keys/{id}", new { allowed_addresses = BadAddresses })).FaultyFields.ShouldBe(["allowed_addresses"]);
    }

    [Fact, Trait("Promise", "P-6")]
    public async Task The_plaintext_is_only_in_the_response_that_minted_the_key()
    {
        var minted = await ada.PostAsync("/v1/keys", new { name = "laptop" });
        var key = (await ListAsync(ada)).ShouldHaveSingleItem();
        key.TryGetProperty("key", out _).ShouldBeFalse();
        (await ada.PatchAsync($"/v1/keys/{minted.Text("id")}", new { name = "desk" })).Json.TryGetProperty("key", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task All_errors_are_reported_at_once_including_wrong_types_and_unknown_fields()
    {
        var answer = await ada.PostAsync("/v1/keys", new
        {
            rpm = "many",
            tpm = 0,
            concurrency = 1.5,
            monthly_cap_usd = -1,
            models = new object[] { "a/b", 7 },
            expires_at = "tomorrow",
            sandbox = "yes",
            member_id = "key_1",
            color = "red",
        });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["color", "concurrency", "expires_at", "member_id", "models", "monthly_cap_usd", "name", "rpm", "sandbox", "tpm"]);
        answer.Json.GetProperty("errors").GetProperty("rpm")[0].GetString().ShouldBe("rpm must be a whole number.");
        (await ListAsync(ada)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_misspelled_model_is_reported_with_a_suggestion()
    {
        var answer = await ada.PostAsync("/v1/keys", new { name = "agent", models = MistypedModel });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.Json.GetProperty("errors").GetProperty("models")[0].GetString()!.ShouldContain("openai/gpt-5?");

        var id = (await ada.PostAsync("/v1/keys", new { name = "agent", models = OneModel })).Text("id");
        (await ada.PatchAsync($"/v1/keys/{id}", new { models = MistypedModel })).FaultyFields.ShouldBe(["models"]);
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task A_change_affects_only_its_fields()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent", rpm = 5, tpm = 1000 })).Text("id");
        var changed = await ada.PatchAsync($"/v1/keys/{id}", new { tpm = (int?)null, monthly_cap_usd = 3 });
        changed.ShouldBe(200);
        changed.Text("name").ShouldBe("agent");
        changed.Json.GetProperty("rpm").GetInt32().ShouldBe(5);
        changed.Json.GetProperty("tpm").ValueKind.ShouldBe(JsonValueKind.Null);
        changed.Json.GetProperty("monthly_cap_usd").GetDecimal().ShouldBe(3m);

        (await ada.PatchAsync($"/v1/keys/{id}", new { rpm = (int?)null })).Json.GetProperty("rpm").GetInt32().ShouldBe(600);
    }

    [Fact]
    public async Task A_name_cannot_be_removed_and_an_empty_change_changes_nothing()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
        (await ada.PatchAsync($"/v1/keys/{id}", new { name = (string?)null })).FaultyFields.ShouldBe(["name"]);
        (await ada.PatchAsync($"/v1/keys/{id}", new { })).Text("name").ShouldBe("agent");
    }

    [Fact]
    public async Task A_change_with_a_field_that_only_minting_accepts_is_rejected()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
        var answer = await ada.PatchAsync($"/v1/keys/{id}", new { sandbox = true, name = "" });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["name", "sandbox"]);
    }

    [Fact]
    public async Task A_revoked_key_is_listed_as_revoked()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
        (await ada.DeleteAsync($"/v1/keys/{id}")).ShouldBe(204);
        (await ada.DeleteAsync($"/v1/keys/{id}")).ShouldBe(204);
        (await ListAsync(ada)).ShouldHaveSingleItem().GetProperty("revoked_at").GetString().ShouldBe("2026-11-20T12:00:00Z");
        (await ada.PatchAsync($"/v1/keys/{id}", new { name = "again" })).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Rotating_keeps_the_id_and_shows_the_old_secret_until_it_ends()
    {
        var old = await ada.PostAsync("/v1/keys", new { name = "agent", rpm = 5 });
        old.Json.GetProperty("previous_secret").ValueKind.ShouldBe(JsonValueKind.Null);
        var fresh = await ada.PostAsync($"/v1/keys/{old.Text("id")}/rotate", new { overlap_seconds = 90 });
        fresh.ShouldBe(201);
        (fresh.Text("id"), fresh.Text("created_at"), fresh.Text("rotated_at"))
            .ShouldBe((old.Text("id"), old.Text("created_at"), "2026-11-20T12:00:00Z"));
        fresh.Text("key").ShouldNotBe(old.Text("key"));
        fresh.Text("display").ShouldBe(KeyFormat.Display(fresh.Text("key")));
        fresh.Json.GetProperty("rpm").GetInt32().ShouldBe(5);
        fresh.Json.GetProperty("expires_at").ValueKind.ShouldBe(JsonValueKind.Null);

        var previous = (await ListAsync(ada)).ShouldHaveSingleItem().GetProperty("previous_secret");
        (previous.GetProperty("display").GetString(), previous.GetProperty("ends_at").GetString())
            .ShouldBe((old.Text("display"), "2026-11-20T12:01:30Z"));
        previous.GetProperty("last_used_at").ValueKind.ShouldBe(JsonValueKind.Null);

        (await ada.PatchAsync($"/v1/keys/{old.Text("id")}", new { overlap_seconds = 0 })).Json
            .GetProperty("previous_secret").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Ids_of_another_team_are_not_found()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
        var member = (await ada.GetAsync("/v1/tenant")).Text("member_id");
        var eve = await host.SignUpAsync("eve@example.com");

        (await eve.PatchAsync($"/v1/keys/{id}", new { name = "mine" })).ShouldBe(404, "NOT_FOUND");
        (await eve.DeleteAsync($"/v1/keys/{id}")).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync($"/v1/keys/{id}/rotate", new { })).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = 1 })).ShouldBe(404, "NOT_FOUND");
        (await eve.PostAsync("/v1/keys", new { name = "theirs", member_id = member })).FaultyFields.ShouldBe(["member_id"]);
        (await ListAsync(eve)).ShouldBeEmpty();
        (await ListAsync(ada)).ShouldHaveSingleItem().GetProperty("revoked_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("key_00000000000000000000000000000000")]
    public async Task An_unknown_id_is_not_found(string id) => (await ada.DeleteAsync($"/v1/keys/{id}")).ShouldBe(404, "NOT_FOUND");

    [Fact]
    public async Task A_revocation_is_not_undone_by_a_concurrent_change()
    {
        var id = (await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id");
        var changes = Enumerable.Range(0, 20).Select(i => ada.PatchAsync($"/v1/keys/{id}", new { name = $"name {i}" })).ToList();
        var revocation = ada.DeleteAsync($"/v1/keys/{id}");
        changes.AddRange(Enumerable.Range(20, 20).Select(i => ada.PatchAsync($"/v1/keys/{id}", new { name = $"name {i}" })));
        await Task.WhenAll(changes);
        (await revocation).ShouldBe(204);
        (await ListAsync(ada)).ShouldHaveSingleItem().GetProperty("revoked_at").ValueKind.ShouldBe(JsonValueKind.String);
    }

    private static async Task<List<JsonElement>> ListAsync(ControlPlaneClient who)
    {
        var answer = await who.GetAsync("/v1/keys");
        answer.ShouldBe(200);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }
}
