using System.Collections.Immutable;
using System.Data.Common;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class LegacyAccountStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit)
    : ILegacyAccountStore
{
    public async Task<LegacyAccountList> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var legacy = await ListLegacyAsync(context, cancellationToken);
        if (legacy.Count == 0) return LegacyAccountList.Empty;
        var namesakes = await ListNamesakesAsync(context, legacy, cancellationToken);
        var mailboxes = namesakes.ToLookup(EmailAddress.MailboxOf, StringComparer.Ordinal);
        var shared = mailboxes.Where(static mailbox => mailbox.Count() > 1).ToList();

        // Those that share a mailbox come first: the others work.
        var chosen = shared.Concat(mailboxes.Where(static mailbox => mailbox.Count() == 1)).Take(LegacyAccountList.MaxMailboxes).ToList();
        string?[] emails = [.. chosen.SelectMany(static mailbox => mailbox)];
        var accounts = await context.Users.AsNoTracking()
            .Where(row => EF.Parameter(emails).Contains(row.NormalizedEmail))
            .ToListAsync(cancellationToken);
        var described = await DescribeAsync(context, accounts, cancellationToken);
        return new LegacyAccountList(described, shared.Count, mailboxes.Count - chosen.Count);
    }

    public async Task<LegacyAccount?> FindAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await context.Users.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == user.Value && row.Email != null, cancellationToken);
        if (account is null) return null;
        var isListed = IsLegacy(account.NormalizedEmail!)
            || (await ListNamesakesAsync(context, [account.NormalizedEmail!], cancellationToken)).Count > 1;
        return isListed ? (await DescribeAsync(context, [account], cancellationToken))[0] : null;
    }

    public async Task<EmailChangeResult> RenameAsync(UserId user, string from, string to, CancellationToken cancellationToken)
    {
        var result = EmailChangeResult.Gone;
        try
        {
            await writer.WriteAsync(
                async context =>
                {
                    result = await RenameAsync(context, user, from, to, cancellationToken);
                    if (result is not EmailChangeResult.Changed) return [];
                    var teams = await context.Members.Where(row => row.UserId == user.Value && row.RemovedAt == null)
                        .Select(static row => row.TeamId)
                        .Take(2)
                        .ToListAsync(cancellationToken);

                    // The change of a user without a team, or with several, is published for all teams.
                    return [new StoreChange(ChangeTopic.Access, teams is [var only] ? only : default)];
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

    /// <summary>Whether the normalized form of an address is that of no canonical one, or another one than that of its mailbox.</summary>
    private static bool IsLegacy(string normalizedEmail) => EmailAddress.Canonicalize(normalizedEmail)?.Length != normalizedEmail.Length;

    /// <summary>The index on addresses is read as a whole, because SQL cannot tell what is canonical.</summary>
    private static async Task<List<string>> ListLegacyAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var legacy = new List<string>();
        var all = context.Users.Where(static row => row.NormalizedEmail != null).Select(static row => row.NormalizedEmail!);
        await foreach (var email in all.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (IsLegacy(email)) legacy.Add(email);
        }

        return legacy;
    }

    /// <summary>The normalized addresses of all accounts with the mailboxes of these, which are among them.</summary>
    private static async Task<List<string>> ListNamesakesAsync(
        PortalDbContext context, IReadOnlyCollection<string> normalizedEmails, CancellationToken cancellationToken)
    {
        // Letters that change with Unicode normalization are in the database as Identity has stored them, and not among the spellings.
        var all = normalizedEmails.Concat(normalizedEmails.SelectMany(EmailAddress.NormalizedSpellingsOf));
        string?[] spellings = [.. all.Distinct(StringComparer.Ordinal)];
        return await context.Users.Where(row => EF.Parameter(spellings).Contains(row.NormalizedEmail))
            .OrderBy(static row => row.NormalizedEmail)
            .Select(static row => row.NormalizedEmail!)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The accounts with their teams, by mailbox.</summary>
    private static async Task<ImmutableArray<LegacyAccount>> DescribeAsync(
        PortalDbContext context, IReadOnlyCollection<PortalUser> accounts, CancellationToken cancellationToken)
    {
        var users = accounts.Select(static account => account.Id).ToArray();
        var members = await (
            from member in context.Members
            join team in context.Teams on member.TeamId equals team.Id
            where EF.Parameter(users).Contains(member.UserId) && member.RemovedAt == null
            select new
            {
                member.UserId,
                team.Name,
                IsAlone = !context.Members.Any(other => other.TeamId == team.Id && other.RemovedAt == null && other.Id != member.Id),
            }).ToListAsync(cancellationToken);
        var teams = members.ToLookup(static row => row.UserId, static row => new LegacyTeam(row.Name, row.IsAlone));
        return
        [
            .. accounts
                .Select(account => new LegacyAccount(account.UserId, account.Email!, account.EmailConfirmed, account.CreatedAt)
                {
                    Teams = [.. teams[account.Id].OrderBy(static team => team.Name, StringComparer.Ordinal)],
                })
                .OrderBy(static account => account.Mailbox, StringComparer.Ordinal)
                .ThenBy(static account => account.Email, StringComparer.Ordinal),
        ];
    }

    private async Task<EmailChangeResult> RenameAsync(
        PortalDbContext context, UserId user, string from, string to, CancellationToken cancellationToken)
    {
        if (!await AccountLock.TakeAsync(context, user, cancellationToken)) return EmailChangeResult.Gone;
        var account = await context.Users.AsNoTracking().SingleAsync(row => row.Id == user.Value, cancellationToken);
        if (account.Email != from) return EmailChangeResult.Gone;

        // What only a provider has verified to which the domain is not bound would not make a new account with that spelling an operator's.
        var isProved = await VerifiedMark.RemoveAsync(context, user, cancellationToken) == 0 && account.EmailConfirmed;
        if (!await AddressChange.TryApplyAsync(context, user, to, isProved && EmailAddress.AreSame(from, to), cancellationToken))
            return EmailChangeResult.Taken;
        var changed = new AuditEvent(AuditActions.EmailChanged, user.ToString())
        {
            Changes = [new AuditChange("email", from, to) { IsPersonal = true }],
            Person = user,
        };
        await audit.AppendToTeamsAsync(context, user, changed, cancellationToken);
        return EmailChangeResult.Changed;
    }
}
