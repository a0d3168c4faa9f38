using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class OperatorStore(IDbContextFactory<PortalDbContext> contexts, IWalletStore wallets, AuditWriter audit) : IOperatorStore
{
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Operators.AnyAsync(cancellationToken);
    }

    public async Task<bool> TryClaimFirstAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await AccountLock.TakeAsync(context, user, cancellationToken);
        var claimed = await context.Database.ExecuteSqlAsync(
            $"INSERT INTO operators (slot, user_id) VALUES ({OperatorRow.OnlySlot}, {user.Value}) ON CONFLICT DO NOTHING",
            cancellationToken);
        if (claimed == 0) return false;
        await TeamRemoval.RemoveResetLinkAsync(context, user, cancellationToken);
        await audit.AppendToTeamsAsync(context, user, new AuditEvent(AuditActions.OperatorClaimed, user.ToString()) { Actor = user }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        var owned = await context.Members
            .Where(row => row.UserId == user.Value && row.Role == Role.Owner && row.RemovedAt == null)
            .Select(row => row.TeamId)
            .ToListAsync(cancellationToken);
        foreach (var team in owned) await wallets.SetModeAsync(team, WalletMode.Postpaid, cancellationToken);
        return true;
    }

    public async Task<bool> IsOperatorAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Operators.AnyAsync(row => row.UserId == user.Value, cancellationToken);
    }

    public async Task<bool> HasVerifiedEmailAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AnyAsync(row => row.Id == user.Value && row.EmailConfirmed, cancellationToken);
    }

    public async Task UnverifyAsync(IReadOnlyCollection<string> emails, CancellationToken cancellationToken)
    {
        var names = emails.Select(static email => email.ToUpperInvariant()).ToArray();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var tokens = context.UserTokens.Where(static token => token.Name == ExternalIdentity.VerifiedToken);
        var listed = context.Users.Where(row =>
            EF.Parameter(names).Contains(row.NormalizedEmail) && tokens.Any(token => token.UserId == row.Id));
        var found = await listed.Select(static row => row.Id).ToListAsync(cancellationToken);
        if (found.Count == 0) return;

        var stamp = Guid.NewGuid().ToString();
        await listed.ExecuteUpdateAsync(
            row => row.SetProperty(account => account.EmailConfirmed, false).SetProperty(account => account.ConcurrencyStamp, stamp),
            cancellationToken);
        await tokens.Where(token => found.Contains(token.UserId)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<string?> FindVerifiedEmailAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.Where(row => row.Id == user.Value && row.EmailConfirmed).Select(static row => row.Email).SingleOrDefaultAsync(cancellationToken);
    }
}
