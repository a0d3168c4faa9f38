using System.Collections.Immutable;
using System.Data.Common;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class EmailChangeStore(IDbContextFactory<PortalDbContext> contexts, ITenancyStore tenancy, ChangeWriter writer, AuditWriter audit) : IEmailChangeStore
{
    public async Task AddAsync(EmailChange change, byte[] hash, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ReplaceAsync(change, hash, cancellationToken);
                return;
            }
            catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
            {
                // Another change of the account was requested at the same time: replace it.
            }
        }
    }

    public async Task<EmailChange?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(context, hash, cancellationToken);
    }

    public async Task<EmailChange?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Set<EmailChangeRow>().AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user.Value, cancellationToken);
        return row is null ? null : ChangeOf(row);
    }

    public async Task<bool> RemoveAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Set<EmailChangeRow>().Where(row => row.UserId == user.Value).ExecuteDeleteAsync(cancellationToken) == 0) return false;
        await AppendAsync(context, user, AuditActions.EmailChangeCanceled, [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<EmailChangeResult> UseAsync(byte[] hash, CancellationToken cancellationToken)
    {
        if (await FindAsync(hash, cancellationToken) is not { } found) return EmailChangeResult.Gone;
        var memberships = await tenancy.ListMembershipsAsync(found.User, cancellationToken);
        var result = EmailChangeResult.Gone;
        try
        {
            // The change of a user without a team, or with several, is published for all teams.
            await writer.WriteAsync(
                memberships is [{ TeamId: var only }] ? only : default,
                async context =>
                {
                    result = await UseAsync(context, hash, cancellationToken);
                    return result is EmailChangeResult.Changed ? 1 : 0;
                },
                cancellationToken);
            return result;
        }
        catch (DbException fault) when (UniqueViolation.Is(fault))
        {
            // Another account got the address at the same time.
            return EmailChangeResult.Taken;
        }
    }

    private static EmailChange ChangeOf(EmailChangeRow row) => new(new UserId(row.UserId), row.Email, row.SecurityStamp, row.CreatedAt);

    private static async Task<EmailChange?> FindAsync(PortalDbContext context, byte[] hash, CancellationToken cancellationToken)
    {
        var row = await context.Set<EmailChangeRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return row is null ? null : ChangeOf(row);
    }

    private async Task<EmailChangeResult> UseAsync(PortalDbContext context, byte[] hash, CancellationToken cancellationToken)
    {
        var change = await FindAsync(context, hash, cancellationToken);
        if (change is null || !await AccountLock.TakeAsync(context, change.User, cancellationToken)) return EmailChangeResult.Gone;
        if (await context.Set<EmailChangeRow>().Where(row => row.Hash == hash).ExecuteDeleteAsync(cancellationToken) != 1) return EmailChangeResult.Gone;
        var (id, email) = (change.User.Value, change.Email);
        var normalized = email.Normalize().ToUpperInvariant();
        string?[] taken = EmailAddress.NormalizedSpellingsOf(email);
        var others = context.Users.Where(row => row.Id != id);
        if (await others.AnyAsync(
            row => EF.Parameter(taken).Contains(row.NormalizedUserName) || EF.Parameter(taken).Contains(row.NormalizedEmail),
            cancellationToken))
            return EmailChangeResult.Taken;

        // The old address is free for another account now, which must not earn the initial credit again.
        var before = await context.Users.Where(row => row.Id == id).Select(static row => row.Email).SingleOrDefaultAsync(cancellationToken);
        await CreditedAddresses.AddAsync(context, change.User, cancellationToken);
        if (!await StoreAsync(context, change, normalized, cancellationToken)) return EmailChangeResult.Gone;
        await VerifiedMark.RemoveAsync(context, change.User, cancellationToken);
        await context.PasswordResets.Where(row => row.UserId == id).ExecuteDeleteAsync(cancellationToken);
        await AppendAsync(context, change.User, AuditActions.EmailChanged, [new AuditChange("email", before, email) { IsPersonal = true }], cancellationToken);
        return EmailChangeResult.Changed;
    }

    /// <summary>The new stamps end cookies and keep a change that has read the account before from being stored. A lockout stays.</summary>
    private static async Task<bool> StoreAsync(PortalDbContext context, EmailChange change, string normalized, CancellationToken cancellationToken)
    {
        var (stamp, email) = (Guid.NewGuid().ToString(), change.Email);
        return await context.Users.Where(row => row.Id == change.User.Value && row.SecurityStamp == change.Stamp).ExecuteUpdateAsync(
            row => row
                .SetProperty(account => account.UserName, email)
                .SetProperty(account => account.NormalizedUserName, normalized)
                .SetProperty(account => account.Email, email)
                .SetProperty(account => account.NormalizedEmail, normalized)
                .SetProperty(account => account.EmailConfirmed, true)
                .SetProperty(account => account.SecurityStamp, stamp)
                .SetProperty(account => account.ConcurrencyStamp, stamp),
            cancellationToken) == 1;
    }

    private async Task ReplaceAsync(EmailChange change, byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Expired ones, too: they have addresses of people who may have no account.
        var expired = change.CreatedAt - EmailChange.Lifetime;
        await context.Set<EmailChangeRow>().Where(row => row.UserId == change.User.Value || row.CreatedAt <= expired).ExecuteDeleteAsync(cancellationToken);
        context.Add(new EmailChangeRow { UserId = change.User.Value, Hash = hash, Email = change.Email, SecurityStamp = change.Stamp, CreatedAt = change.CreatedAt });
        await context.SaveChangesAsync(cancellationToken);
        await AppendAsync(context, change.User, AuditActions.EmailChangeRequested, [new AuditChange("email", null, change.Email) { IsPersonal = true }], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task AppendAsync(PortalDbContext context, UserId user, string action, ImmutableArray<AuditChange> changes, CancellationToken cancellationToken) =>
        audit.AppendToTeamsAsync(context, user, new AuditEvent(action, user.ToString()) { Actor = user, Changes = changes, Person = user }, cancellationToken);
}
