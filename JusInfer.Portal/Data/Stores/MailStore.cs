using System.Collections.Immutable;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Mail;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class MailStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IMailStore
{
    /// <summary>So that a mail stays readable.</summary>
    private const int MaxOthers = 50;

    public async Task AddAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(mail);
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<OutgoingMail?> TakeAsync(DateTimeOffset now, DateTimeOffset leasedUntil, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = PlausibleTime.Latest(now, MailSchedule.MaxDelay);
        var due = context.Set<OutgoingMail>().AsNoTracking()
            .Where(row => (row.NextAttemptAt <= now || row.NextAttemptAt > latest) && row.ExpiresAt > now)
            .OrderBy(row => row.ExpiresAt);
        while (await due.FirstOrDefaultAsync(cancellationToken) is { } next)
        {
            if (await TryLeaseAsync(context, next, leasedUntil, cancellationToken)) return next with { NextAttemptAt = leasedUntil };
        }

        return null;
    }

    public async Task<ImmutableArray<OutgoingMail>> TakeOthersAsync(
        OutgoingMail taken, DateTimeOffset now, DateTimeOffset leasedUntil, CancellationToken cancellationToken)
    {
        if (taken is not { Kind: MailKind.Alert, UserId: { } user }) return [];
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var others = await context.Set<OutgoingMail>().AsNoTracking()
            .Where(row => row.UserId == user && row.Kind == MailKind.Alert && row.NextAttemptAt <= now && row.ExpiresAt > now)
            .OrderBy(row => row.ExpiresAt).Take(MaxOthers).ToListAsync(cancellationToken);
        var leased = ImmutableArray.CreateBuilder<OutgoingMail>();
        foreach (var other in others)
        {
            if (await TryLeaseAsync(context, other, leasedUntil, cancellationToken)) leased.Add(other with { NextAttemptAt = leasedUntil });
        }

        return leased.ToImmutable();
    }

    public async Task RemoveAsync(OutgoingMail taken, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RowOf(context, taken).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task RetryAsync(OutgoingMail taken, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RowOf(context, taken).ExecuteUpdateAsync(
            row => row.SetProperty(mail => mail.NextAttemptAt, nextAttemptAt).SetProperty(mail => mail.Failures, taken.Failures + 1), cancellationToken);
    }

    public async Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var expired = await context.ToStoreTimeAsync(now, clock, cancellationToken);
        return await context.Set<OutgoingMail>().Where(row => row.ExpiresAt <= expired).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task<MailQueue> ReadQueueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = context.Set<OutgoingMail>().Where(row => row.ExpiresAt > now);
        var oldest = await waiting.OrderBy(row => row.CreatedAt).Select(row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        return new MailQueue(
            await waiting.CountAsync(cancellationToken), oldest, await waiting.CountAsync(row => row.Failures > 0, cancellationToken));
    }

    /// <summary>The condition of the update decides between nodes that have read the same row.</summary>
    private static async Task<bool> TryLeaseAsync(PortalDbContext context, OutgoingMail read, DateTimeOffset leasedUntil, CancellationToken cancellationToken) =>
        await RowOf(context, read).ExecuteUpdateAsync(row => row.SetProperty(mail => mail.NextAttemptAt, leasedUntil), cancellationToken) == 1;

    /// <summary>The mail, unless a node has taken it since it was read.</summary>
    private static IQueryable<OutgoingMail> RowOf(PortalDbContext context, OutgoingMail read) =>
        context.Set<OutgoingMail>().Where(row => row.Id == read.Id && row.NextAttemptAt == read.NextAttemptAt);
}
