using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class SecondFactorStore(IDbContextFactory<PortalDbContext> contexts, AuditWriter audit) : ISecondFactorStore
{
    public async Task<SecondFactor?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.SecondFactors.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user.Value, cancellationToken);
        return row is null ? null : new SecondFactor(user, row.Secret, row.ConfirmedAt, row.LastStep);
    }

    public async Task<bool> IsEnabledAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await PasskeyStore.HasFactorAsync(context, user, cancellationToken);
    }

    public async Task<bool> AddAsync(SecondFactor factor, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = factor.User;
        await context.SecondFactors.Where(row => row.UserId == user.Value && row.ConfirmedAt == null).ExecuteDeleteAsync(cancellationToken);
        var (secret, at, step) = (factor.Secret, factor.ConfirmedAt, factor.LastStep);
        context.Add(new SecondFactorRow { UserId = user.Value, Secret = secret, ConfirmedAt = at, LastStep = step });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return false;
        }

        await ReplaceCodesAsync(context, user, recoveryCodes, cancellationToken);
        await AppendAsync(context, AuditActions.SecondFactorEnabled, user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    // The condition of the update decides which of two concurrent uses is the first.
    public async Task<bool> UseStepAsync(UserId user, long step, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.SecondFactors
            .Where(row => row.UserId == user.Value && row.LastStep < step)
            .ExecuteUpdateAsync(row => row.SetProperty(factor => factor.LastStep, step), cancellationToken) == 1;
    }

    public async Task<bool> UseRecoveryCodeAsync(UserId user, byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.RecoveryCodes.Where(row => row.UserId == user.Value && row.Hash == hash).ExecuteDeleteAsync(cancellationToken) != 1) return false;
        await AppendAsync(context, AuditActions.RecoveryCodeUsed, user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<int> CountRecoveryCodesAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.RecoveryCodes.CountAsync(row => row.UserId == user.Value, cancellationToken);
    }

    public async Task ReplaceRecoveryCodesAsync(UserId user, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await ReplaceCodesAsync(context, user, recoveryCodes, cancellationToken);
        await AppendAsync(context, AuditActions.RecoveryCodesReplaced, user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task RemoveAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var removed = await context.SecondFactors.Where(row => row.UserId == user.Value).ExecuteDeleteAsync(cancellationToken);
        if (!await PasskeyStore.HasFactorAsync(context, user, cancellationToken)) await context.RecoveryCodes.Where(row => row.UserId == user.Value).ExecuteDeleteAsync(cancellationToken);
        if (removed > 0) await AppendAsync(context, AuditActions.SecondFactorRemoved, user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task AppendAsync(PortalDbContext context, string action, UserId user, CancellationToken cancellationToken) =>
        audit.AppendToTeamsAsync(context, user, new AuditEvent(action, user.ToString()) { Actor = user }, cancellationToken);

    private static async Task ReplaceCodesAsync(
        PortalDbContext context, UserId user, IReadOnlyCollection<byte[]> recoveryCodes, CancellationToken cancellationToken)
    {
        await context.RecoveryCodes.Where(row => row.UserId == user.Value).ExecuteDeleteAsync(cancellationToken);
        foreach (var hash in recoveryCodes) context.Add(new RecoveryCodeRow { UserId = user.Value, Hash = hash });
        await context.SaveChangesAsync(cancellationToken);
    }
}
