using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class PasskeyStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit) : IPasskeyStore
{
    public async Task<ImmutableArray<Passkey>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await RowsOf(context, user).AsNoTracking().ToListAsync(cancellationToken);
        return [.. rows.Select(static row => new Passkey(row.CredentialId, row.Data.Name ?? "", row.Data.CreatedAt)).OrderBy(static passkey => passkey.CreatedAt)];
    }

    public async Task<bool?> AddAsync(UserId user, UserPasskeyInfo passkey, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Add(ToRow(user, passkey));
        var addsCodes = !await context.RecoveryCodes.AnyAsync(row => row.UserId == user.Value, cancellationToken);
        if (addsCodes) context.AddRange(recoveryCodes.Select(hash => new RecoveryCodeRow { UserId = user.Value, Hash = hash }));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return null;
        }

        await AppendAsync(context, AuditActions.PasskeyAdded, user, passkey.Name, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return addsCodes;
    }

    public async Task UseAsync(UserId user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await RowsOf(context, user).SingleOrDefaultAsync(row => row.CredentialId == passkey.CredentialId, cancellationToken) is not { } row) return;
        (row.Data.SignCount, row.Data.IsBackedUp, row.Data.IsUserVerified) = (passkey.SignCount, passkey.IsBackedUp, passkey.IsUserVerified);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> RemoveAsync(UserId user, byte[] id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = await RowsOf(context, user).AsNoTracking().SingleOrDefaultAsync(row => row.CredentialId == id, cancellationToken);
        if (row is null || await RowsOf(context, user).Where(stored => stored.CredentialId == id).ExecuteDeleteAsync(cancellationToken) == 0) return false;
        if (!await HasFactorAsync(context, user, cancellationToken)) await context.RecoveryCodes.Where(code => code.UserId == user.Value).ExecuteDeleteAsync(cancellationToken);
        await AppendAsync(context, AuditActions.PasskeyRemoved, user, row.Data.Name, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Whether the account has a confirmed authenticator app or a passkey.</summary>
    public static async Task<bool> HasFactorAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) =>
        await context.SecondFactors.AnyAsync(row => row.UserId == user.Value && row.ConfirmedAt != null, cancellationToken)
        || await RowsOf(context, user).AnyAsync(cancellationToken);

    private static IQueryable<IdentityUserPasskey<Guid>> RowsOf(PortalDbContext context, UserId user) => context.UserPasskeys.Where(row => row.UserId == user.Value);

    private static IdentityUserPasskey<Guid> ToRow(UserId user, UserPasskeyInfo passkey) => new()
    {
        UserId = user.Value,
        CredentialId = passkey.CredentialId,
        Data = new IdentityPasskeyData
        {
            Name = passkey.Name,
            PublicKey = passkey.PublicKey,
            CreatedAt = passkey.CreatedAt,
            SignCount = passkey.SignCount,
            Transports = passkey.Transports,
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
        },
    };

    private Task AppendAsync(PortalDbContext context, string action, UserId user, string? name, CancellationToken cancellationToken)
    {
        var change = action == AuditActions.PasskeyAdded ? new AuditChange("name", null, name) : new AuditChange("name", name, null);
        return audit.AppendToTeamsAsync(
            context, user, new AuditEvent(action, user.ToString()) { Actor = user, Changes = [change with { IsPersonal = true }], Person = user }, cancellationToken);
    }
}
