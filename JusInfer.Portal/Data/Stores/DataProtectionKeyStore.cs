using System.Security.Cryptography;
using System.Xml.Linq;
using JusInfer.Portal.Data.KeyRing;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Stores the Data Protection keys, so that each node can read the cookies that another node issued, and wraps them if a wrapping key is configured.</summary>
internal sealed class DataProtectionKeyStore(StoreOptions options, IDbContextFactory<PortalDbContext> contexts) : IXmlRepository
{
    /// <exception cref="CryptographicException">A key cannot be unwrapped. Data Protection then keeps the keys that it has read before, and creates none.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        var stored = context.DataProtectionKeys.OrderBy(row => row.Id).Select(row => row.Xml).ToList();
        return [.. stored.Select(Unwrap)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.Add(new DataProtectionKeyRow { FriendlyName = friendlyName, Xml = options.WrappingKeys.Wrap(element) });
        context.SaveChanges();
    }

    private XElement Unwrap(string stored) => options.WrappingKeys.Unwrap(stored)
        ?? throw new CryptographicException(
            $"A Data Protection key in the store is wrapped with {WrappingKeys.IdOf(stored)}, which this node cannot unwrap. Write the file of that key to Secrets:Previous and restart.");
}
