using System.Security.Cryptography;
using System.Text;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Remembers the addresses of deleted accounts whose team had received the initial credit, so that signing up again does not earn another one. Only hashes
/// are stored, with one random salt per installation: they tell nothing about an address that is not known already.
/// </summary>
internal static class CreditedAddresses
{
    /// <summary>Adds the address of an account that is about to be deleted, if a team that it founded or owns has received the credit.</summary>
    public static async Task AddAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var email = await context.Users.Where(row => row.Id == user.Value).Select(static row => row.NormalizedEmail).SingleOrDefaultAsync(cancellationToken);
        var isCredited = await (
            from member in context.Members
            join team in context.Teams on member.TeamId equals team.Id
            join wallet in context.Wallets on team.Id equals wallet.TeamId
            where member.UserId == user.Value && (member.Role == Role.Owner || member.JoinedAt == team.CreatedAt) && wallet.InitialCreditAt != null
            select member.Id).AnyAsync(cancellationToken);
        if (email is null || !isCredited || await ContainsAsync(context, email, cancellationToken)) return;

        context.Add(new CreditedAddressRow { Hash = HashOf(await AddressSalt.EnsureAsync(context, cancellationToken), email) });
        await context.SaveChangesAsync(cancellationToken);
    }

    public static async Task<bool> ContainsAsync(PortalDbContext context, string normalizedEmail, CancellationToken cancellationToken)
    {
        if (await AddressSalt.FindAsync(context, cancellationToken) is not { } salt) return false;
        foreach (var spelling in EmailAddress.NormalizedSpellingsOf(normalizedEmail))
        {
            var hash = HashOf(salt, spelling);
            if (await context.Set<CreditedAddressRow>().AnyAsync(credited => credited.Hash == hash, cancellationToken)) return true;
        }

        return false;
    }

    private static byte[] HashOf(byte[] salt, string normalizedEmail) => HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(normalizedEmail));
}
