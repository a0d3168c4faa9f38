using System.Collections.Immutable;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Wallet;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class WalletStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, TimeProvider time) : IWalletStore
{
    public async Task<WalletState> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wallet = await context.Wallets.AsNoTracking().SingleOrDefaultAsync(row => row.TenantId == tenant, cancellationToken);
        return wallet?.State ?? new WalletState(tenant, WalletMode.Postpaid, NanoUsd.Zero, NanoUsd.Zero);
    }

    public async Task<LedgerEntry> AddAsync(
        TenantId tenant, LedgerKind kind, NanoUsd amount, string? note, DateTimeOffset at, CancellationToken cancellationToken)
    {
        LedgerEntry? added = null;
        await ChangeAsync(
            tenant,
            (context, wallet) =>
            {
                added = wallet.AddEntry(wallet.NextEntryId(at), at, kind, amount, note: note);
                context.Add(added);
            },
            cancellationToken);
        return added!;
    }

    public Task<bool> GrantInitialCreditAsync(TenantId tenant, NanoUsd amount, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        tenant,
        (context, wallet) =>
        {
            if (wallet.InitialCreditAt is not null) return;
            wallet.InitialCreditAt = at;
            context.Add(wallet.AddEntry(wallet.NextEntryId(at), at, LedgerKind.Credit, amount, note: "Initial credit"));
        },
        cancellationToken);

    public Task SetModeAsync(TenantId tenant, WalletMode mode, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, (_, wallet) => wallet.Mode = mode, cancellationToken);

    public async Task<ImmutableArray<LedgerEntry>> ListAsync(
        TenantId tenant, int limit, LedgerEntryId? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.LedgerEntries.AsNoTracking().Where(entry => entry.TenantId == tenant);
        if (before is { } id) entries = entries.Where(entry => entry.Id.CompareTo(id) < 0);
        return [.. await entries.OrderByDescending(entry => entry.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    public async Task<string?> FindImbalanceAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new LedgerCheck(context, tenant).FindImbalanceAsync(time.GetUtcNow(), cancellationToken);
    }

    /// <summary>Changes the locked wallet; false if nothing changed.</summary>
    private Task<bool> ChangeAsync(TenantId tenant, Action<PortalDbContext, WalletRow> change, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant,
        [ChangeTopic.Wallet],
        async context =>
        {
            change(context, await context.LockWalletAsync(tenant, cancellationToken));
            return await context.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);
}
