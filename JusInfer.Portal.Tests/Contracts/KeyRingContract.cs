using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Stores;
using JusInfer.Portal.Tests.TestKit.Builders;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>The Data Protection keys in the store, wrapped with a key from outside.</summary>
public abstract class KeyRingContract(StoreFixture store) : StoreContract(store), IAsyncLifetime
{
    private readonly WrappingKey key = WrappingFiles.Key();
    private readonly WrappingKey certificate = WrappingFiles.Certificate();

    /// <summary>Each test begins with a new key ring in plain text.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var context = Node.OpenContext();
        await context.DataProtectionKeys.ExecuteDeleteAsync(Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_plain_key_ring_is_wrapped_at_the_start_then_wrapped_with_another_key_and_made_plain_again()
    {
        string secret;
        await using (var plain = await StartAsync(WrappingKeys.None)) secret = Protector(plain).Protect("a secret");
        (await WrappedByAsync()).ShouldBe([null]);

        foreach (var keys in (WrappingKeys[])
            [new() { Current = key }, new() { Current = certificate, Previous = [key] }, new() { Current = certificate }, new() { Previous = [certificate] }])
        {
            await using var node = await StartAsync(keys);

            Protector(node).Unprotect(secret).ShouldBe("a secret");
            (await WrappedByAsync()).ShouldBe([keys.Current?.Id]);
        }
    }

    [Fact]
    public async Task A_key_that_is_created_later_is_wrapped_too()
    {
        await using var node = await StartAsync(new WrappingKeys { Current = key });
        Protector(node).Protect("a secret");

        node.Get<IKeyManager>().CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        (await WrappedByAsync()).ShouldBe([key.Id, key.Id]);
    }

    [Fact]
    public async Task Without_its_wrapping_key_a_node_does_not_start_and_changes_nothing()
    {
        await using (var node = await StartAsync(new WrappingKeys { Current = key })) Protector(node).Protect("a secret");

        var fault = await Should.ThrowAsync<UnreadableKeysException>(() => StartAsync(new WrappingKeys { Current = certificate }));

        fault.Message.ShouldContain($"1 of 1 Data Protection keys in the store cannot be read: they are wrapped with {key.Id}, which no setting names.");
        fault.Message.ShouldContain("Secrets:Previous");
        (await WrappedByAsync()).ShouldBe([key.Id]);
    }

    [Fact]
    public async Task A_key_that_was_changed_in_the_store_is_not_used()
    {
        await using (var node = await StartAsync(new WrappingKeys { Current = key })) Protector(node).Protect("a secret");
        await using (var context = Node.OpenContext())
        {
            var row = await context.DataProtectionKeys.SingleAsync(Cancellation);
            row.Xml = row.Xml[..(row.Xml.IndexOf('>', StringComparison.Ordinal) + 1)] + Convert.ToBase64String(new byte[100]) + "</wrapped>";
            await context.SaveChangesAsync(Cancellation);
        }

        (await Should.ThrowAsync<UnreadableKeysException>(() => StartAsync(new WrappingKeys { Current = key }))).Message.ShouldContain("they were changed in the store");
    }

    [Fact]
    public async Task A_running_node_that_cannot_unwrap_a_new_key_says_which_key_it_lacks()
    {
        await using (var node = await StartAsync(new WrappingKeys { Current = key })) Protector(node).Protect("a secret");

        Should.Throw<System.Security.Cryptography.CryptographicException>(() => new DataProtectionKeyStore(Store.Options, Contexts).GetAllElements()).Message.ShouldContain(key.Id);
    }

    private static IDataProtector Protector(StoreNode node) => node.Get<IDataProtectionProvider>().CreateProtector("test");

    private IDbContextFactory<Portal.Data.Model.PortalDbContext> Contexts => Node.Get<IDbContextFactory<Portal.Data.Model.PortalDbContext>>();

    private async Task<StoreNode> StartAsync(WrappingKeys keys)
    {
        var node = new StoreNode(Store.Options with { WrappingKeys = keys });
        try
        {
            await node.Migration.MigrateAsync(Cancellation);
            return node;
        }
        catch (UnreadableKeysException)
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private async Task<List<string?>> WrappedByAsync()
    {
        await using var context = Node.OpenContext();
        return [.. (await context.DataProtectionKeys.ToListAsync(Cancellation)).Select(static row => WrappingKeys.IdOf(row.Xml))];
    }
}

public sealed class KeyRingOnSqlite(SqliteStore store) : KeyRingContract(store), IClassFixture<SqliteStore>;

public sealed class KeyRingOnPostgres(PostgresStore store) : KeyRingContract(store), IClassFixture<PostgresStore>;
