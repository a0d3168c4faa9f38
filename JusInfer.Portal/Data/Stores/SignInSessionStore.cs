using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class SignInSessionStore(
    IDbContextFactory<PortalDbContext> contexts, TimeProvider clock, ChangeWriter writer, AuditWriter audit) : ISignInSessionStore
{
    public async Task AddAsync(SignInSession session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var now = await context.ToStoreTimeAsync(session.StartedAt, clock, cancellationToken);
        await context.Sessions
            .Where(row => row.UserId == session.User.Value && row.ExpiresAt <= now)
            .ExecuteDeleteAsync(cancellationToken);
        context.Add(new SignInSessionRow
        {
            Id = session.Id,
            UserId = session.User.Value,
            StartedAt = session.StartedAt,
            ExpiresAt = session.ExpiresAt,
            SecondFactorAt = session.SecondFactorAt,
            TeamId = session.Team,
            Device = session.Origin.Device,
            Address = session.Origin.Address,
            Client = session.Grant?.Client,
            ClientName = session.Grant?.Name,
            Scope = session.Grant?.Scope,
        });
        await context.SaveChangesAsync(cancellationToken);
        var what = new AuditEvent(AuditActions.SignedIn, session.Id.ToString()) { Actor = session.User, Session = session.Id, Changes = ChangesOf(session) };
        await AppendAsync(context, session.User, session.Team, what, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<SignInSession?> FindAsync(SignInSessionId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null ? null : ToSession(row);
    }

    public async Task<ImmutableArray<SignInSession>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Sessions.AsNoTracking()
            .Where(row => row.UserId == user.Value)
            .OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ToSession)];
    }

    public async Task ExtendAsync(SignInSessionId id, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == id && row.ExpiresAt < expiresAt)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.ExpiresAt, expiresAt), cancellationToken);
    }

    public async Task ConfirmAsync(SignInSessionId id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Sessions.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.SecondFactorAt, at), cancellationToken);
    }

    public Task<bool> SwitchAsync(SignInSession session, TeamId team, CancellationToken cancellationToken) => writer.WriteAsync(
        async context =>
        {
            if (session.Team == team) return [];
            var switched = await context.Sessions.Where(row => row.Id == session.Id && row.TeamId == session.Team)
                .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.TeamId, team), cancellationToken);
            if (switched == 0) return [];
            var subject = session.Id.ToString();
            var (left, entered) = (new AuditEvent(AuditActions.SignedOut, subject), new AuditEvent(AuditActions.SignedIn, subject));

            // In the order of the ids, so that two nodes cannot deadlock.
            if (session.Team is { } from && from.CompareTo(team) < 0) await audit.AppendAsync(context, from, left, cancellationToken);
            await audit.AppendAsync(context, team, entered, cancellationToken);
            if (session.Team is { } last && last.CompareTo(team) > 0) await audit.AppendAsync(context, last, left, cancellationToken);
            return [new StoreChange(ChangeTopic.Access, session.Team ?? default), new StoreChange(ChangeTopic.Access, team)];
        },
        cancellationToken);

    public Task<bool> EndAsync(UserId user, SignInSessionId id, CancellationToken cancellationToken) =>
        EndAsync(user, id.ToString(), rows => rows.Where(row => row.Id == id), cancellationToken);

    public Task EndAllAsync(UserId user, SignInSessionId? except, CancellationToken cancellationToken) =>
        EndAsync(user, user.ToString(), rows => except is { } kept ? rows.Where(row => row.Id != kept) : rows, cancellationToken);

    /// <summary>Ends sessions. One that names no team acts for the user's oldest one; if there is none, its end is published for all teams.</summary>
    private Task<bool> EndAsync(
        UserId user, string subject, Func<IQueryable<SignInSessionRow>, IQueryable<SignInSessionRow>> which, CancellationToken cancellationToken) => writer.WriteAsync(
        async context =>
        {
            var sessions = which(context.Sessions.Where(row => row.UserId == user.Value));
            var teams = (await sessions.Select(row => row.TeamId).ToListAsync(cancellationToken)).GroupBy(static team => team).OrderBy(static team => team.Key).ToList();
            if (await sessions.ExecuteDeleteAsync(cancellationToken) == 0) return [];
            foreach (var team in teams)
            {
                var what = new AuditEvent(AuditActions.SignedOut, subject) { Changes = [new AuditChange("sessions", null, team.Count().ToString(CultureInfo.InvariantCulture))] };
                await AppendAsync(context, user, team.Key, what, cancellationToken);
            }

            var oldest = await context.Members.Where(row => row.UserId == user.Value && row.RemovedAt == null)
                .OrderBy(row => row.JoinedAt).ThenBy(row => row.Id).Select(row => row.TeamId).FirstOrDefaultAsync(cancellationToken);
            return [.. teams.Select(team => new StoreChange(ChangeTopic.Access, team.Key ?? oldest))];
        },
        cancellationToken);

    /// <summary>Appends an entry to the log of the team that a session acts for, so that other teams do not learn of it.</summary>
    private Task AppendAsync(PortalDbContext context, UserId user, TeamId? team, AuditEvent what, CancellationToken cancellationToken) =>
        team is { } one ? audit.AppendAsync(context, one, what, cancellationToken) : audit.AppendToTeamsAsync(context, user, what, cancellationToken);

    private static ImmutableArray<AuditChange> ChangesOf(SignInSession session) => session.Grant is { } grant
        ? AuditChange.Between([], [new AuditField("method", "oauth"), new AuditField("app", grant.Name), new AuditField("scope", grant.Scope)])
        : session.Method?.ToChanges() ?? [];

    private static SignInSession ToSession(SignInSessionRow row) => new(row.Id, new UserId(row.UserId), row.StartedAt, row.ExpiresAt)
    {
        SecondFactorAt = row.SecondFactorAt,
        Team = row.TeamId,
        Origin = new SignInOrigin(row.Device, row.Address),
        Grant = row is { Client: { } client, ClientName: { } name, Scope: { } scope } ? new OAuthGrant(client, name, scope) : null,
    };
}
