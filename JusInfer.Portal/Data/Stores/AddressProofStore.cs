using System.Globalization;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AddressProofStore(ITenancyStore tenancy, ChangeWriter writer, AuditWriter audit) : IAddressProofStore
{
    private const string DisabledReason =
        "An owner of the team has proved for the first time that the e-mail address is theirs. Someone else may have added this webhook; enable it if you know its address.";

    public async Task<RemovedAccess?> ProveAsync(UserId user, string email, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var memberships = await tenancy.ListMembershipsAsync(user, cancellationToken);
        RemovedAccess? removed = null;

        // The change of a user without a team, or with several, is published for all teams.
        await writer.WriteAsync(
            memberships is [{ TeamId: var only }] ? only : default,
            async context =>
            {
                if (!await AccountLock.TakeAsync(context, user, cancellationToken)) return 0;
                if (!await context.Users.AnyAsync(row => row.Id == user.Value && row.Email == email, cancellationToken)) return 0;
                var marked = await VerifiedMark.RemoveAsync(context, user, cancellationToken);
                if (!await VerifyAsync(context, user, cancellationToken)) return marked;
                var (keys, webhooks) = (0, 0);
                foreach (var membership in memberships)
                {
                    keys += await TeamRemoval.RevokeMintedKeysAsync(context, membership, at, cancellationToken);
                    await RemoveInvitationsAsync(context, membership, cancellationToken);
                    webhooks += await DisableWebhooksAsync(context, membership, user, cancellationToken);
                }

                removed = new RemovedAccess(keys, await RemoveCredentialsAsync(context, user, cancellationToken), webhooks);
                await AppendAsync(context, user, removed, cancellationToken);
                return 1;
            },
            cancellationToken);
        return removed;
    }

    /// <summary>The new stamp keeps a change that has read the account before from being stored.</summary>
    private static async Task<bool> VerifyAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString();
        return await context.Users.Where(row => row.Id == user.Value && !row.EmailConfirmed).ExecuteUpdateAsync(
            row => row.SetProperty(account => account.EmailConfirmed, true).SetProperty(account => account.ConcurrencyStamp, stamp), cancellationToken) == 1;
    }

    private static async Task RemoveInvitationsAsync(PortalDbContext context, Member member, CancellationToken cancellationToken)
    {
        if (await context.Members.AnyAsync(row => row.TeamId == member.TeamId && row.RemovedAt == null && row.Id != member.Id, cancellationToken)) return;
        await context.Invitations.Where(row => row.TeamId == member.TeamId).ExecuteDeleteAsync(cancellationToken);
        await context.Set<OutgoingMail>().Where(row => row.TeamId == member.TeamId && row.InvitationId != null).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>They would go on sending what happens in a team that the account owns to an address that the owner of the mailbox did not choose.</summary>
    private async Task<int> DisableWebhooksAsync(PortalDbContext context, Member member, UserId user, CancellationToken cancellationToken)
    {
        if (member.Role is not Role.Owner) return 0;
        var enabled = await context.Set<WebhookRow>().AsNoTracking().Where(row => row.TeamId == member.TeamId && row.IsEnabled).OrderBy(row => row.Id).ToListAsync(cancellationToken);
        await context.Set<WebhookRow>().Where(row => row.TeamId == member.TeamId && row.IsEnabled).ExecuteUpdateAsync(
            row => row.SetProperty(stored => stored.IsEnabled, false).SetProperty(stored => stored.DisabledReason, DisabledReason), cancellationToken);
        foreach (var before in enabled.Select(static row => row.ToWebhook()))
        {
            var after = before with { IsEnabled = false, DisabledReason = DisabledReason };
            var what = new AuditEvent(AuditActions.WebhookChanged, before.Id.ToString()) { Actor = user, Changes = AuditFields.Between(before, after) };
            await audit.AppendAsync(context, member.TeamId, what, cancellationToken);
        }

        return enabled.Count;
    }

    private static async Task<bool> RemoveCredentialsAsync(PortalDbContext context, UserId id, CancellationToken cancellationToken)
    {
        var user = id.Value;
        await context.RefreshTokens.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.RecoveryCodes.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await context.UserLogins.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        var passkeys = await context.UserPasskeys.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken);
        return await context.SecondFactors.Where(row => row.UserId == user).ExecuteDeleteAsync(cancellationToken) + passkeys > 0;
    }

    private async Task AppendAsync(PortalDbContext context, UserId user, RemovedAccess removed, CancellationToken cancellationToken)
    {
        var verified = new AuditEvent(AuditActions.EmailVerified, user.ToString())
        {
            Actor = user,
            Changes = removed.Keys == 0 ? [] : [new AuditChange("keys_revoked", null, removed.Keys.ToString(CultureInfo.InvariantCulture))],
        };
        await audit.AppendToTeamsAsync(context, user, verified, cancellationToken);
        if (!removed.SecondFactor) return;
        await audit.AppendToTeamsAsync(context, user, new AuditEvent(AuditActions.SecondFactorRemoved, user.ToString()) { Actor = user }, cancellationToken);
    }
}
