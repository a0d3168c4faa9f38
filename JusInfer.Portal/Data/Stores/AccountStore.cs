using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AccountStore(ChangeWriter writer, AuditWriter audit) : IAccountStore
{
    public Task<bool> DeleteAsync(UserId user, string? email, DateTimeOffset at, CancellationToken cancellationToken) => writer.WriteAsync(
        async context =>
        {
            if (!await AccountLock.TakeAsync(context, user, cancellationToken)) return [];
            var named = context.Users.Where(row => row.Id == user.Value && (email == null || row.Email == email));
            if (!await named.AnyAsync(cancellationToken)) return [];
            var memberships = await ListMembershipsAsync(context, user, cancellationToken);
            await CreditedAddresses.AddAsync(context, user, cancellationToken);
            foreach (var membership in memberships)
            {
                if (!await LeaveAsync(context, membership, at, cancellationToken)) return [];
                await EraseUsesAsync(context, membership, cancellationToken);
            }

            await EraseAsync(context, user, cancellationToken);
            var teams = memberships.Select(static member => member.TeamId).Distinct().Order().ToList();
            foreach (var team in teams) await audit.AppendAsync(context, team, new AuditEvent(AuditActions.AccountDeleted, user.ToString()), cancellationToken);
            await EraseDetailsAsync(context, user, cancellationToken);

            // The change of a user without a team, or with several, is published for all teams.
            return [new StoreChange(ChangeTopic.Access, teams is [var only] ? only : default)];
        },
        cancellationToken);

    /// <summary>In the order of the teams, so that two deletions cannot wait for each other.</summary>
    private static async Task<List<Member>> ListMembershipsAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var found = await context.MembersWithEmail().Where(found => found.Member.UserId == user.Value).OrderBy(found => found.Member.TeamId).ToListAsync(cancellationToken);
        return [.. found.Select(static member => member.ToMember())];
    }

    /// <summary>Removes a member, or the whole team of its only member; false for the only owner of a team with other members.</summary>
    private static async Task<bool> LeaveAsync(PortalDbContext context, Member member, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await TeamRemoval.RemoveMemberAsync(context, member.TeamId, member.Id, at, cancellationToken)) return true;
        var hasOthers = await context.Members.AnyAsync(
            row => row.TeamId == member.TeamId && row.RemovedAt == null && row.Id != member.Id, cancellationToken);
        return !hasOthers && await TeamRemoval.RemoveTeamAsync(context, member.TeamId, at, cancellationToken);
    }

    /// <summary>Deletes from where and by which clients the person's keys were used last, and the service keys of a team that is gone.</summary>
    private static Task<int> EraseUsesAsync(PortalDbContext context, Member member, CancellationToken cancellationToken) => context.Keys
        .Where(row => row.TeamId == member.TeamId && ((row.MemberId == member.Id && !row.Service) || (row.Service && row.RevokedAt != null)))
        .ExecuteUpdateAsync(
            row => row.SetProperty(key => key.LastUsedAddress, (string?)null).SetProperty(key => key.LastUsedClient, (string?)null), cancellationToken);

    /// <summary>Deletes names and addresses of the person from the audit logs. The entries stay, with the id of the account.</summary>
    private static Task<int> EraseDetailsAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) =>
        context.Set<AuditDetailsRow>().Where(row => row.Actor == user || row.Person == user).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Replaces what identifies the person. The row stays, because memberships and through them usage refer to it.</summary>
    private static async Task<int> EraseAsync(PortalDbContext context, UserId id, CancellationToken cancellationToken)
    {
        var user = id.Value;
        await context.Sessions.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.RefreshTokens.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.PasswordResets.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.Set<EmailChangeRow>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.SecondFactors.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.RecoveryCodes.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.UserClaims.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.UserLogins.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.UserTokens.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.UserPasskeys.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.Set<OutgoingMail>().Where(row => row.UserId == id).ExecuteDeleteAsync(cancellationToken);
        await EraseAlertsAsync(context, user, cancellationToken);
        var (name, stamp) = ($"deleted-{user:N}", Guid.NewGuid().ToString());
        return await context.Users.Where(row => row.Id == user).ExecuteUpdateAsync(
            row => row
                .SetProperty(gone => gone.UserName, name)
                .SetProperty(gone => gone.NormalizedUserName, name.ToUpperInvariant())
                .SetProperty(gone => gone.Email, (string?)null)
                .SetProperty(gone => gone.NormalizedEmail, (string?)null)
                .SetProperty(gone => gone.EmailConfirmed, false)
                .SetProperty(gone => gone.PasswordHash, (string?)null)
                .SetProperty(gone => gone.PhoneNumber, (string?)null)
                .SetProperty(gone => gone.SecurityStamp, stamp)
                .SetProperty(gone => gone.ConcurrencyStamp, stamp),
            cancellationToken);
    }

    /// <summary>Deletes the alerts about the person's caps and keys, which contain the address, their deliveries to webhooks and their mails.</summary>
    private static async Task EraseAlertsAsync(PortalDbContext context, Guid user, CancellationToken cancellationToken)
    {
        var members = await context.Members.Where(row => row.UserId == user).Select(row => (MemberId?)row.Id).ToListAsync(cancellationToken);
        await context.Set<Alert>().Where(row => members.Contains(row.MemberId)).ExecuteDeleteAsync(cancellationToken);
        await context.Set<WebhookDelivery>().Where(row => members.Contains(row.MemberId)).ExecuteDeleteAsync(cancellationToken);
        await context.Set<OutgoingMail>().Where(row => members.Contains(row.MemberId)).ExecuteDeleteAsync(cancellationToken);
    }
}
