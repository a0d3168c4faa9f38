using System.Collections.Immutable;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class LinkedIdentityStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit) : ILinkedIdentityStore
{
    public async Task<UserId?> FindAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.UserLogins.AsNoTracking().SingleOrDefaultAsync(row => row.LoginProvider == issuer && row.ProviderKey == subject, cancellationToken);
        return row is null ? null : new UserId(row.UserId);
    }

    public async Task<ImmutableArray<LinkedIdentity>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.UserLogins.AsNoTracking().Where(row => row.UserId == user.Value).OrderBy(row => row.LoginProvider).ThenBy(row => row.ProviderKey)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(LinkOf)];
    }

    public async Task<bool> AddAsync(UserId user, LinkedIdentity identity, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Add(new IdentityUserLogin<Guid> { UserId = user.Value, LoginProvider = identity.Issuer, ProviderKey = identity.Subject, ProviderDisplayName = identity.Name });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return false;
        }

        await AppendAsync(
            context, user, AuditActions.IdentityLinked, [new AuditChange("issuer", null, identity.Issuer), new AuditChange("name", null, identity.Name) { IsPersonal = true }], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<UnlinkResult> RemoveAsync(UserId user, string issuer, string subject, SignInWays ways, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Locks the account, so that of two calls the second sees what the first has left.
        var stamp = Guid.NewGuid().ToString();
        await context.Users.Where(row => row.Id == user.Value).ExecuteUpdateAsync(row => row.SetProperty(account => account.ConcurrencyStamp, stamp), cancellationToken);
        var links = await context.UserLogins.AsNoTracking().Where(row => row.UserId == user.Value).ToListAsync(cancellationToken);
        if (links.Find(row => row.LoginProvider == issuer && row.ProviderKey == subject) is not { } link) return UnlinkResult.NotFound;
        if (!links.Exists(row => row != link && ways.Issuers.Contains(row.LoginProvider)) && !(ways.CountsOwn && await HasOwnAsync(context, user, cancellationToken))) return UnlinkResult.OnlyWay;

        await context.UserLogins.Where(row => row.LoginProvider == issuer && row.ProviderKey == subject).ExecuteDeleteAsync(cancellationToken);
        await AppendAsync(
            context, user, AuditActions.IdentityUnlinked, [new AuditChange("issuer", issuer, null), new AuditChange("name", link.ProviderDisplayName, null) { IsPersonal = true }],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return UnlinkResult.Unlinked;
    }

    private static async Task<bool> HasOwnAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) =>
        await context.Users.AnyAsync(row => row.Id == user.Value && row.PasswordHash != null, cancellationToken)
        || await context.UserPasskeys.AnyAsync(row => row.UserId == user.Value, cancellationToken);

    private static LinkedIdentity LinkOf(IdentityUserLogin<Guid> row) => new(row.LoginProvider, row.ProviderKey, row.ProviderDisplayName ?? "");

    private Task AppendAsync(PortalDbContext context, UserId user, string action, ImmutableArray<AuditChange> changes, CancellationToken cancellationToken) =>
        audit.AppendToTeamsAsync(context, user, new AuditEvent(action, user.ToString()) { Actor = user, Changes = changes, Person = user }, cancellationToken);
}
