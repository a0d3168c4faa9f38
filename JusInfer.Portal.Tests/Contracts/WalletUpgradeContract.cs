using JusInfer.Portal.Wallet;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>A store of the version before wallets.</summary>
public abstract class WalletUpgradeContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_team_from_before_the_upgrade_is_postpaid_and_owes_nothing()
    {
        var before = (await AddTeamAsync()).TenantId;
        await using (var context = Node.OpenContext())
        {
            await context.GetService<IMigrator>().MigrateAsync("UsageSums", Cancellation);
        }

        await Node.Migration.MigrateAsync(Cancellation);

        (await Node.Wallets.GetAsync(before, Cancellation)).ShouldBe(new WalletState(before, WalletMode.Postpaid, NanoUsd.Zero, NanoUsd.Zero));
        (await Node.Wallets.GetAsync((await AddTeamAsync()).TenantId, Cancellation)).Mode.ShouldBe(WalletMode.Prepaid);
    }
}

public sealed class WalletUpgradeOnSqlite(SqliteStore store) : WalletUpgradeContract(store), IClassFixture<SqliteStore>;

public sealed class WalletUpgradeOnPostgres(PostgresStore store) : WalletUpgradeContract(store), IClassFixture<PostgresStore>;
