using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class PasswordResetStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit) : IPasswordResetStore
{
    public async Task<bool> AddAsync(PasswordReset reset, byte[] hash, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReplaceAsync(reset, hash, cancellationToken);
            }
            catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
            {
                // Another link for the account was created at the same time: replace it.
            }
        }
    }

    public async Task<PasswordReset?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.PasswordResets.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return row is null ? null : ResetOf(row);
    }

    public async Task<PasswordReset?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.PasswordResets.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user.Value, cancellationToken);
        return row is null ? null : ResetOf(row);
    }

    public async Task RemoveAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.PasswordResets.Where(row => row.UserId == user.Value).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<bool> UseAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var reset = await context.PasswordResets.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        if (reset is null || await context.PasswordResets.Where(row => row.Hash == hash).ExecuteDeleteAsync(cancellationToken) != 1) return false;
        var user = new UserId(reset.UserId);
        await audit.AppendToTeamsAsync(context, user, new AuditEvent(AuditActions.PasswordReset, user.ToString()) { Actor = user }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<AccountAddress?> FindAccountAsync(string email, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var normalized = EmailAddress.NormalizedSpellingsOf(email);
        var users = await context.Users.Where(row => EF.Parameter(normalized).Contains(row.NormalizedEmail))
            .Select(row => new { row.Id, Email = row.Email!, row.NormalizedEmail })
            .ToListAsync(cancellationToken);
        var found = users.MinBy(user => Array.IndexOf(normalized, user.NormalizedEmail));
        return found is null ? null : new AccountAddress(new UserId(found.Id), found.Email);
    }

    private static PasswordReset ResetOf(PasswordResetRow row) => new(new UserId(row.UserId), row.CreatedAt, row.IsMailed);

    private async Task<bool> ReplaceAsync(PasswordReset reset, byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // A change of the address that is stored at the same time either deletes the reset or is seen here. Otherwise the mailbox that the account has left would open it.
        if (!await AccountLock.TakeAsync(context, reset.User, cancellationToken)) return false;
        if (reset.MailedTo is { } address && !await context.Users.AnyAsync(row => row.Id == reset.User.Value && row.Email == address, cancellationToken)) return false;
        if (reset.MadeBy is { } by && !await MayMakeAsync(context, by, reset.User, cancellationToken)) return false;
        await context.PasswordResets.Where(row => row.UserId == reset.User.Value).ExecuteDeleteAsync(cancellationToken);
        context.Add(new PasswordResetRow { UserId = reset.User.Value, Hash = hash, IsMailed = reset.IsMailed, CreatedAt = reset.CreatedAt });
        await context.SaveChangesAsync(cancellationToken);
        await audit.AppendToTeamsAsync(context, reset.User, new AuditEvent(AuditActions.PasswordResetCreated, reset.User.ToString()) { Caller = reset.RequestedBy }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Whether an owner may make a link for a locked account. Who stops being an owner, joins another team or becomes an operator deletes
    /// links before or after this, because each takes one of the two locks, or deletes them last.
    /// </summary>
    private static async Task<bool> MayMakeAsync(PortalDbContext context, OwnersLink by, UserId user, CancellationToken cancellationToken)
    {
        var team = by.Owner.TeamId;
        await TeamRemoval.LockAsync(context, team, cancellationToken);
        var present = context.Members.Where(static row => row.RemovedAt == null);
        if (!await present.AnyAsync(row => row.Id == by.Owner.Id && row.Role == Role.Owner, cancellationToken)) return false;
        if (!await present.AnyAsync(row => row.UserId == user.Value && row.TeamId == team, cancellationToken)) return false;
        if (await present.AnyAsync(row => row.UserId == user.Value && row.TeamId != team, cancellationToken)) return false;
        if (await context.Operators.AnyAsync(row => row.UserId == user.Value, cancellationToken)) return false;
        var account = context.Users.Where(row => row.Id == user.Value);
        return await account.AnyAsync(row => (row.EmailConfirmed ? row.Email : null) == by.VerifiedEmail, cancellationToken);
    }
}
