using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Decides what a team without an initial credit is due.</summary>
internal sealed class InitialCredit(InitialCreditPolicy policy)
{
    /// <summary>The team of a new account is founded with it. One that is founded later replaces a team that the person has deleted or left.</summary>
    private static readonly TimeSpan FoundedWithAccount = TimeSpan.FromMinutes(5);

    /// <summary>Reads what to do with a wallet.</summary>
    /// <param name="context">A context.</param>
    /// <param name="wallet">The wallet.</param>
    /// <param name="amount">The credit that new teams receive now; zero for none.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    public async Task<InitialCreditDecision> DecideAsync(PortalDbContext context, WalletRow wallet, NanoUsd amount, CancellationToken cancellationToken)
    {
        if (wallet.InitialCreditAt is not null || wallet.Mode == WalletMode.Postpaid) return InitialCreditDecision.Nothing;
        var owners = await (
            from member in context.Members
            join user in context.Users on member.UserId equals user.Id
            join team in context.Teams on member.TeamId equals team.Id
            where member.TeamId == wallet.TeamId && member.Role == Role.Owner && member.RemovedAt == null

            // The founder joined when the team was created; any other owner was invited.
            select new
            {
                user.Email,
                user.NormalizedEmail,
                user.EmailConfirmed,
                IsFirstTeam = !context.Members.Any(first => first.UserId == member.UserId && first.JoinedAt < member.JoinedAt),
                WasInvited = member.JoinedAt != team.CreatedAt,
                SignedUpAt = user.CreatedAt,
                FoundedAt = team.CreatedAt,
            })
            .ToListAsync(cancellationToken);

        // With another owner, who may be a stranger who signed up with the operator's address first, an operator decides.
        if (owners.Count > 0 && owners.TrueForAll(owner => owner.EmailConfirmed && policy.OperatorEmails.Contains(owner.Email, StringComparer.OrdinalIgnoreCase)))
            return InitialCreditDecision.Postpaid;

        if (amount <= NanoUsd.Zero) return InitialCreditDecision.Nothing;
        if (policy.IncludesUnverified && owners.Count == 0) return InitialCreditDecision.Credit;

        // A person is worth one credit, however many teams they found, delete or are invited to, and a verified address one, however many accounts had it.
        foreach (var owner in owners.Where(static owner => owner.IsFirstTeam))
        {
            var isKnown = policy.IncludesUnverified || owner.WasInvited || (owner.EmailConfirmed && owner.FoundedAt - owner.SignedUpAt < FoundedWithAccount);
            if (isKnown && !await CreditedAddresses.ContainsAsync(context, owner.NormalizedEmail ?? "", cancellationToken)) return InitialCreditDecision.Credit;
        }

        return InitialCreditDecision.Nothing;
    }
}

internal enum InitialCreditDecision
{
    Nothing,

    /// <summary>The credit is granted.</summary>
    Credit,

    /// <summary>The team is the operator's own and pays after its calls.</summary>
    Postpaid,
}
