using System.Security.Cryptography;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Model.Tables;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The random salt of an installation for hashes of what identifies people. It never changes.</summary>
internal static class AddressSalt
{
    private const int Bytes = 32;

    private const string Ensure = $"""
        INSERT INTO {AddressSaltTable.Name} (id, salt) VALUES (1, {"{0}"})
        ON CONFLICT (id) DO UPDATE SET id = {AddressSaltTable.Name}.id RETURNING *
        """;

    /// <summary>The salt; null if nothing has needed it so far.</summary>
    public static async Task<byte[]?> FindAsync(PortalDbContext context, CancellationToken cancellationToken) =>
        (await context.Set<AddressSaltRow>().AsNoTracking().SingleOrDefaultAsync(cancellationToken))?.Salt;

    /// <summary>The salt; created if there is none.</summary>
    public static async Task<byte[]> EnsureAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var rows = context.Set<AddressSaltRow>().FromSqlRaw(Ensure, RandomNumberGenerator.GetBytes(Bytes)).AsNoTracking();
        return (await rows.ToListAsync(cancellationToken)).Single().Salt;
    }
}
