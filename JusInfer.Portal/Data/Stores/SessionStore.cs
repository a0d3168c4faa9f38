using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class SessionStore(IDbContextFactory<PortalDbContext> contexts, ITenancyStore tenancy, ChangeWriter writer, AuditWriter audit) : ISessionStore
{
    public async Task AddAsync(Session session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Sessions
            .Where(row => row.UserId == session.User.Value && row.ExpiresAt <= session.StartedAt)
            .ExecuteDeleteAsync(cancellationToken);
        context.Add(new SessionRow
        {
            Id = session.Id,
            UserId = session.User.Value,
            StartedAt = session.StartedAt,
            ExpiresAt = session.ExpiresAt,
            SecondFactorAt = session.SecondFactorAt,
            Device = session.Origin.Device,
            Address = session.Origin.Address,
        });
        await context.SaveChangesAsync(cancellationToken);
        var what = new AuditEvent(AuditActions.SignedIn, session.Id.ToString()) { Actor = session.User, Session = session.Id, Changes = session.Method?.ToChanges() ?? [] };
        await audit.AppendToTeamsAsync(context, session.User, what, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<Session?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : ToSession(row);
    }

    public async Task<ImmutableArray<Session>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Sessions.AsNoTracking()
            .Where(row => row.UserId == user.Value)
            .OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ToSession)];
    }

    public async Task ExtendAsync(SessionId id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.ExpiresAt, expiresAt), cancellationToken);
    }

    public async Task ConfirmAsync(SessionId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.SecondFactorAt, at), cancellationToken);
    }

    public Task<bool> EndAsync(UserId user, SessionId id, CancellationToken cancellationToken) =>
        EndAsync(user, id.ToString(), rows => rows.Where(row => row.Id == id), cancellationToken);

    public Task EndAllAsync(UserId user, SessionId? except, CancellationToken cancellationToken) =>
        EndAsync(user, user.ToString(), rows => except is { } kept ? rows.Where(row => row.Id != kept) : rows, cancellationToken);

    /// <summary>Ends sessions. The change of a user without a team is published for all teams.</summary>
    private async Task<bool> EndAsync(
        UserId user, string subject, Func<IQueryable<SessionRow>, IQueryable<SessionRow>> which, CancellationToken cancellationToken)
    {
        var member = await tenancy.FindMembershipAsync(user, cancellationToken);
        return await writer.WriteAsync(
            member?.TenantId ?? default,
            async context =>
            {
                var ended = await which(context.Sessions.Where(row => row.UserId == user.Value)).ExecuteDeleteAsync(cancellationToken);
                if (ended == 0) return 0;
                var what = new AuditEvent(AuditActions.SignedOut, subject) { Changes = [new AuditChange("sessions", null, ended.ToString(CultureInfo.InvariantCulture))] };
                await audit.AppendToTeamsAsync(context, user, what, cancellationToken);
                return ended;
            },
            cancellationToken);
    }

    private static Session ToSession(SessionRow row) =>
        new(row.Id, new UserId(row.UserId), row.StartedAt, row.ExpiresAt) { SecondFactorAt = row.SecondFactorAt, Origin = new SessionOrigin(row.Device, row.Address) };
}
