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
        var rows = context.Users.Where(row => row.Id == change.User.Value && row.SecurityStamp == change.Stamp);
        var before = await rows.Select(static row => row.Email).SingleOrDefaultAsync(cancellationToken);
        if (before is null) return EmailChangeResult.Gone;
        if (await context.Set<EmailChangeRow>().Where(row => row.Hash == hash).ExecuteDeleteAsync(cancellationToken) != 1) return EmailChangeResult.Gone;
        if (!await AddressChange.TryApplyAsync(context, change.User, change.Email, isVerified: true, cancellationToken))
            return EmailChangeResult.Taken;
        await VerifiedMark.RemoveAsync(context, change.User, cancellationToken);
        var audited = new AuditChange("email", before, change.Email) { IsPersonal = true };
        await AppendAsync(context, change.User, AuditActions.EmailChanged, [audited], cancellationToken);
        return EmailChangeResult.Changed;
    }

    private async Task ReplaceAsync(EmailChange change, byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Before the row that refers to the account, as every change of an address does.
        if (!await AccountLock.TakeAsync(context, change.User, cancellationToken)) return;

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
