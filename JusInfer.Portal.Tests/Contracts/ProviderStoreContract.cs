using JusInfer.Portal.Audit;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class ProviderStoreContract(StoreFixture store) : StoreContract(store)
{
    private IProviderStore Providers => Node.Get<IProviderStore>();

    [Fact]
    public async Task A_credential_is_read_back_with_who_set_it_until_it_is_removed()
    {
        var (ada, grace) = (await AddTeamAsync(), await AddTeamAsync());
        var id = NewProvider();
        await Providers.SetCredentialAsync(CredentialOf(id, ada, 1, 2), null, Cancellation);
        await Providers.SetCredentialAsync(CredentialOf(id, grace, 3) with { SetAt = Noon.AddHours(1) }, null, Cancellation);

        var stored = await Providers.ReadAsync(Cancellation);
        var credential = stored.Credentials.Single(each => each.Provider == id);
        credential.Encrypted.ShouldBe([3]);
        (credential.SetAt, credential.SetBy).ShouldBe((Noon.AddHours(1), grace.UserId));
        stored.Emails[grace.UserId].ShouldBe(grace.Email);

        (await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation)).ShouldBeTrue();
        (await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation)).ShouldBeFalse();
        (await Providers.ReadAsync(Cancellation)).Credentials.ShouldNotContain(each => each.Provider == id);
    }

    [Fact]
    public async Task Changes_are_in_the_audit_log_of_the_operators_team_and_are_announced()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        var announced = 0;
        using var subscription = Node.Get<Signal<ProvidersChanged>>().Subscribe(_ => Interlocked.Increment(ref announced));

        await Providers.SetCredentialAsync(CredentialOf(id, ada, 1), null, Cancellation);
        await Providers.SetCredentialAsync(CredentialOf(id, ada, 2), null, Cancellation);
        await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation);
        await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation);
        await Providers.SetServerAsync(ServerOf(id, ada), Cancellation);
        await Providers.RemoveServerAsync(id, ada.UserId, Cancellation);

        ShouldHaveAnnounced(5, announced);
        var entries = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = ada.TeamId, Limit = 50, Action = "provider." }, Cancellation);
        entries.Select(static line => line.Entry.Action).Reverse().ShouldBe(
        [
            AuditActions.ProviderCredentialSet, AuditActions.ProviderCredentialReplaced, AuditActions.ProviderCredentialRemoved, AuditActions.LocalServerAdded,
            AuditActions.LocalServerRemoved,
        ]);
        entries.ShouldAllBe(line => line.Entry.Subject == id && line.Entry.Actor == ada.UserId);
    }

    [Fact]
    public async Task The_last_test_replaces_the_one_before_and_is_dropped_with_its_credential()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await Providers.SetTestAsync(TestOf(id, ProviderTestOutcome.BadCredential, 401), Cancellation);
        var ok = TestOf(id, ProviderTestOutcome.Ok, null) with { Model = "a/model", At = Noon.AddMinutes(5), CredentialSetAt = Noon.AddMinutes(4) };
        await Providers.SetTestAsync(ok, Cancellation);
        (await Providers.ReadAsync(Cancellation)).Tests.Single(test => test.Provider == id).ShouldBe(ok);

        await Providers.SetCredentialAsync(CredentialOf(id, ada, 1), null, Cancellation);

        (await Providers.ReadAsync(Cancellation)).Tests.ShouldNotContain(test => test.Provider == id);
    }

    [Fact]
    public async Task A_local_server_is_read_back_with_its_models()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await Providers.SetServerAsync(ServerOf(id, ada), Cancellation);
        var server = ServerOf(id, ada) with { Models = [new LocalModel("llama3.2:3b", null), new LocalModel("qwen3:8b", 40_960)] };
        await Providers.SetServerAsync(server, Cancellation);

        var stored = (await Providers.ReadAsync(Cancellation)).Servers.Single(each => each.Provider == id);

        stored.Models.ShouldBe(server.Models);
        (stored.Address, stored.AddedAt, stored.AddedBy).ShouldBe((server.Address, server.AddedAt, server.AddedBy));
    }

    [Fact]
    public async Task The_settings_of_a_model_replace_earlier_ones_and_are_announced_with_what_changed()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        var announced = 0;
        using var subscription = Node.Get<Signal<ProvidersChanged>>().Subscribe(_ => Interlocked.Increment(ref announced));
        var price = new CustomPrice(new DateOnly(2026, 11, 23), 1.25m, 0.125m, 1.25m, 1.25m, 10m, "https://example.com/pricing");
        await Providers.SetModelAsync(new ModelSettings { Model = id, Aliases = ["ours"], SetAt = Noon.AddDays(-1), SetBy = ada.UserId }, null, Cancellation);
        await Providers.SetModelAsync(new ModelSettings { Model = id, Enabled = false, Aliases = ["ours", "theirs"], Prices = [price], SetAt = Noon, SetBy = ada.UserId }, null, Cancellation);

        var stored = await Providers.ReadAsync(Cancellation);
        var settings = stored.Models.Single(each => each.Model == id);
        (settings.Enabled, settings.SetAt, settings.SetBy).ShouldBe((false, Noon, ada.UserId));
        settings.Aliases.ShouldBe(["ours", "theirs"]);
        settings.Prices.ShouldBe([price]);
        stored.Emails[ada.UserId].ShouldBe(ada.Email);
        ShouldHaveAnnounced(2, announced);
        var entries = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = ada.TeamId, Limit = 50, Action = AuditActions.ModelChanged }, Cancellation);
        entries.Length.ShouldBe(2);
        entries[0].Entry.Subject.ShouldBe(id);
        entries[0].Changes.Select(static change => change.Field).ShouldBe(["enabled", "aliases", "price"]);
        entries[0].Changes[1].ShouldBe(new AuditChange("aliases", "ours", "ours, theirs"));
    }

    [Fact]
    public async Task A_provider_is_turned_off_once_and_on_again()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        var announced = 0;
        using var subscription = Node.Get<Signal<ProvidersChanged>>().Subscribe(_ => Interlocked.Increment(ref announced));

        await Providers.DisableAsync(new DisabledProvider(id, Noon, ada.UserId), Cancellation);
        await Providers.DisableAsync(new DisabledProvider(id, Noon.AddHours(1), ada.UserId), Cancellation);

        var stored = await Providers.ReadAsync(Cancellation);
        stored.Disabled.Single(each => each.Provider == id).ShouldBe(new DisabledProvider(id, Noon, ada.UserId));
        stored.Emails[ada.UserId].ShouldBe(ada.Email);
        (await Providers.EnableAsync(id, ada.UserId, Cancellation)).ShouldBeTrue();
        (await Providers.EnableAsync(id, ada.UserId, Cancellation)).ShouldBeFalse();
        (await Providers.ReadAsync(Cancellation)).Disabled.ShouldNotContain(each => each.Provider == id);
        ShouldHaveAnnounced(2, announced);
        var entries = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = ada.TeamId, Limit = 50, Action = "provider." }, Cancellation);
        entries.Select(static line => line.Entry.Action).ShouldBe([AuditActions.ProviderTurnedOn, AuditActions.ProviderTurnedOff]);
    }

    [Fact]
    public async Task Of_operators_who_change_the_same_version_of_a_model_one_succeeds_and_the_log_has_only_that_change()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await using var other = Store.NewNode();
        long version = 0;

        for (var round = 1; round <= 4; round++)
        {
            var (read, at) = (version, Noon.AddMinutes(round));
            var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Task.Run(
                () => (index % 2 == 0 ? Providers : other.Get<IProviderStore>()).SetModelAsync(
                    new ModelSettings { Model = id, Aliases = [$"alias-{round}-{index}"], SetAt = at.AddSeconds(index), SetBy = ada.UserId }, read, Cancellation),
                Cancellation)));

            saved.Count(static done => done).ShouldBe(1);
            var stored = (await Providers.ReadAsync(Cancellation)).Models.Single(each => each.Model == id);
            stored.Aliases.ShouldBe([$"alias-{round}-{Array.IndexOf(saved, true)}"]);
            version = ChangeVersion.Of(stored.SetAt);
        }

        var entries = await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = ada.TeamId, Limit = 50, Action = AuditActions.ModelChanged }, Cancellation);
        entries.Length.ShouldBe(4);
    }

    [Fact]
    public async Task Of_operators_who_replace_the_same_credential_one_succeeds_and_a_removed_one_is_another_version()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await using var other = Store.NewNode();
        (await Providers.SetCredentialAsync(CredentialOf(id, ada, 1), 0, Cancellation)).ShouldBeTrue();
        (await Providers.SetCredentialAsync(CredentialOf(id, ada, 2), 0, Cancellation)).ShouldBeFalse();
        var version = ChangeVersion.Of(Noon);

        var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Task.Run(
            () => (index % 2 == 0 ? Providers : other.Get<IProviderStore>()).SetCredentialAsync(
                CredentialOf(id, ada, (byte)(10 + index)) with { SetAt = Noon.AddMinutes(1 + index) }, version, Cancellation),
            Cancellation)));

        saved.Count(static done => done).ShouldBe(1);
        var stored = (await Providers.ReadAsync(Cancellation)).Credentials.Single(each => each.Provider == id);
        stored.Encrypted.ShouldBe([(byte)(10 + Array.IndexOf(saved, true))]);
        (await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation)).ShouldBeTrue();
        (await Providers.SetCredentialAsync(CredentialOf(id, ada, 3), ChangeVersion.Of(stored.SetAt), Cancellation)).ShouldBeFalse();
        (await Providers.ReadAsync(Cancellation)).Credentials.ShouldNotContain(each => each.Provider == id);
    }

    [Fact]
    public async Task That_something_was_connected_is_remembered_after_it_is_removed()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await Providers.SetCredentialAsync(CredentialOf(id, ada, 1), null, Cancellation);
        await Providers.RemoveCredentialAsync(id, ada.UserId, Cancellation);
        await Providers.SetServerAsync(ServerOf(id, ada), Cancellation);
        await Providers.RemoveServerAsync(id, ada.UserId, Cancellation);

        var stored = await Providers.ReadAsync(Cancellation);

        stored.WasConnected.ShouldBeTrue();
        stored.Credentials.ShouldNotContain(each => each.Provider == id);
        stored.Servers.ShouldNotContain(each => each.Provider == id);
    }

    [Fact]
    public async Task A_credential_can_be_set_while_another_operator_removes_it()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await using var other = Store.NewNode();

        for (var round = 0; round < 8; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(index => Task.Run(
                () => index % 2 == 0
                    ? Providers.SetCredentialAsync(CredentialOf(id, ada, (byte)index), null, Cancellation)
                    : (Task)other.Get<IProviderStore>().RemoveCredentialAsync(id, ada.UserId, Cancellation),
                Cancellation)));
        }

        await Providers.SetCredentialAsync(CredentialOf(id, ada, 99), null, Cancellation);
        (await Providers.ReadAsync(Cancellation)).Credentials.Single(each => each.Provider == id).Encrypted.ShouldBe([99]);
    }

    [Fact]
    public async Task Of_concurrent_operators_each_sets_the_credential()
    {
        var ada = await AddTeamAsync();
        var id = NewProvider();
        await using var other = Store.NewNode();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(index => Task.Run(
            () => (index % 2 == 0 ? Providers : other.Get<IProviderStore>()).SetCredentialAsync(CredentialOf(id, ada, (byte)index), null, Cancellation), Cancellation)));

        (await Providers.ReadAsync(Cancellation)).Credentials.Count(each => each.Provider == id).ShouldBe(1);
    }

    private static string NewProvider() => $"provider-{Guid.NewGuid():N}";

    private static ProviderCredential CredentialOf(string provider, Member by, params byte[] encrypted) =>
        new() { Provider = provider, Encrypted = encrypted, SetAt = Noon, SetBy = by.UserId };

    private static ProviderTest TestOf(string provider, ProviderTestOutcome outcome, int? status) => new() { Provider = provider, Outcome = outcome, Status = status, At = Noon };

    private static LocalServer ServerOf(string provider, Member by) =>
        new() { Provider = provider, Address = "http://127.0.0.1:11434/v1", Models = [new LocalModel("llama3.2:3b", null)], AddedAt = Noon, AddedBy = by.UserId };

    /// <summary>The listener of PostgreSQL announces that it may have missed changes when it has connected, which can be during a test.</summary>
    private static void ShouldHaveAnnounced(int changes, int announced) => announced.ShouldBeInRange(changes, changes + 1);
}
