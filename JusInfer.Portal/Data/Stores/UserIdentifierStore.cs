using System.Security.Cryptography;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Gateway.Rules;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class UserIdentifierStore(IDbContextFactory<PortalDbContext> contexts) : IUserIdentifierStore
{
    public async Task<byte[]> ReadSecretAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var salt = await AddressSalt.FindAsync(context, cancellationToken) ?? await AddressSalt.EnsureAsync(context, cancellationToken);

        // A key of its own, so that no hash that a provider receives can be compared with a stored one.
        return HMACSHA256.HashData(salt, "JusInfer.Gateway.UserIdentifiers"u8);
    }
}
